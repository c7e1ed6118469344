#ifndef VG_HASH_CHECK_H
#define VG_HASH_CHECK_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "dataset/dataset.h"

/*
 * Whether the files of a dataset match the hashes of their entries: one file at
 * once, or all files in small steps, for a caller with other work to do. The
 * result of a step is only valid while the entry and the file's inode, size and
 * times stay the same, so a changed file counts as not checked.
 */

enum hash_state {
	HASH_UNKNOWN,
	HASH_MATCHES,
	HASH_DIFFERS,
	HASH_UNREADABLE, /* I/O error: the disk has lost the bytes */
};

/*
 * Hash checkpoint K of S, if it is present. Returns an enum presence, as
 * presence_look does: also PRESENCE_DAMAGED, with the reason in WHY, if its
 * hash differs from its entry's; -1 with a diag in WHY when the system failed.
 */
int hash_check_file(const struct dataset *s, uint64_t k, struct diag *why);

/*
 * Report in WHY what is wrong with the file of checkpoint K, whose STATE is
 * HASH_DIFFERS or HASH_UNREADABLE.
 */
void hash_check_explain(const struct dataset *s, uint64_t k,
                        enum hash_state state, struct diag *why);

/* A check of all files, in steps. */
struct hash_check;

/*
 * Begin a check of the files of S, which must outlive it. Returns 0, or -1 with
 * a diag. Release with hash_check_free in either case.
 */
int hash_check_new(struct hash_check **out, const struct dataset *s,
                   struct diag *d);
void hash_check_free(struct hash_check *h);

/* The state of checkpoint K, which is present and whose file has ST now. */
enum hash_state hash_check_of(const struct hash_check *h, uint64_t k,
                              const struct stat *st);

/*
 * Hash up to 1 MiB of the present files whose state is unknown, in the order of
 * checkpoints. Returns 1; 0 when the check has come to the end and no file is
 * left; -1 with a diag when the system failed.
 */
int hash_check_step(struct hash_check *h, struct diag *d);

#endif

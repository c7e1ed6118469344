#ifndef VG_HASH_CHECK_H
#define VG_HASH_CHECK_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "dataset/dataset.h"

/*
 * Which files of a dataset match their entries' hashes: one file at once, or
 * all of them in small steps, for whoever has something else to do
 * meanwhile. What the steps found out is forgotten when a file or its entry
 * is not what it was then, by inode, size and times: a file that changes
 * does not slip through.
 */

enum hash_state {
	HASH_UNKNOWN,
	HASH_MATCHES,
	HASH_DIFFERS,
	HASH_UNREADABLE, /* an I/O error: the disk has lost the bytes */
};

/*
 * Hash checkpoint K of S, if it is present. Returns an enum presence, with
 * PRESENCE_DAMAGED also for a file whose hash is not its entry's, and the
 * reason then in WHY; -1 with a diag in WHY when the system failed.
 */
int hash_check_file(const struct dataset *s, uint64_t k, struct diag *why);

/* Say in WHY that checkpoint K's file is as STATE, which is not good, says. */
void hash_check_say(const struct dataset *s, uint64_t k, enum hash_state state,
                    struct diag *why);

/* Files that are hashed in steps. */
struct hash_check;

/*
 * Begin with the files of S, which must outlive it. Returns 0, or -1 with a
 * diag. Release with hash_check_free in either case.
 */
int hash_check_new(struct hash_check **out, const struct dataset *s,
                   struct diag *d);
void hash_check_free(struct hash_check *h);

/* What is known of checkpoint K, present, whose file is like ST now. */
enum hash_state hash_check_of(const struct hash_check *h, uint64_t k,
                              const struct stat *st);

/*
 * Hash up to a MiB of present files of which nothing is known, the lowest
 * first. Returns 1; 0 when there is none left, as of the last time that each
 * was passed by; -1 with a diag when the system failed.
 */
int hash_check_step(struct hash_check *h, struct diag *d);

#endif

#ifndef VG_HASH_CHECK_H
#define VG_HASH_CHECK_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/presence.h"

/*
 * Which files of a dataset match their entries' hashes. They are hashed in
 * small steps, for whoever has something else to do meanwhile. What was found
 * out is forgotten when a file or its entry is not what it was then, by
 * inode, size and times: a file that changes does not slip through.
 */

struct hash_check;

enum hash_check_state {
	HASH_CHECK_UNKNOWN,
	HASH_CHECK_WHOLE,
	HASH_CHECK_WRONG,      /* another hash */
	HASH_CHECK_UNREADABLE, /* an I/O error */
};

/*
 * Begin with the files of C, which must outlive it. Returns 0, or -1 with a
 * diag. Release with hash_check_free.
 */
int hash_check_new(struct hash_check **out, const struct presence *c,
                   struct diag *d);
void hash_check_free(struct hash_check *v);

/* What is known of checkpoint K, present, as its file is now. */
enum hash_check_state hash_check_of(const struct hash_check *v, uint64_t k);

/*
 * Hash up to a MiB of present files of which nothing is known, the lowest
 * first. Returns 1; 0 when there is none left, as of the last time that each
 * was passed by; -1 with a diag when the system failed.
 */
int hash_check_step(struct hash_check *v, struct diag *d);

#endif

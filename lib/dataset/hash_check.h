#ifndef VG_VOUCH_H
#define VG_VOUCH_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/presence.h"

/*
 * Which files of a dataset match their entries' hashes. They are hashed in
 * small steps, for whoever has something else to do meanwhile. What was found
 * out is forgotten when a file or its entry is not what it was then, by
 * inode, size and times: a file that changes does not slip through.
 */

struct vouch;

enum vouch_state {
	VOUCH_UNKNOWN,
	VOUCH_WHOLE,
	VOUCH_WRONG,      /* another hash */
	VOUCH_UNREADABLE, /* an I/O error */
};

/*
 * Begin with the files of C, which must outlive it. Returns 0, or -1 with a
 * diag. Release with vouch_free.
 */
int vouch_new(struct vouch **out, const struct coverage *c, struct diag *d);
void vouch_free(struct vouch *v);

/* What is known of checkpoint K, present, as its file is now. */
enum vouch_state vouch_of(const struct vouch *v, uint64_t k);

/*
 * Hash up to a MiB of present files of which nothing is known, the lowest
 * first. Returns 1; 0 when there is none left, as of the last time that each
 * was passed by; -1 with a diag when the system failed.
 */
int vouch_step(struct vouch *v, struct diag *d);

#endif

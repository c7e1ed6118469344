#ifndef VG_SCRATCH_H
#define VG_SCRATCH_H

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/directory.h"

/*
 * A directory for trial work, which does not outlive its owner for long: its
 * name cannot be foreseen, and the owner holds a lock by an open descriptor,
 * so that the next one, another user's or in another container too, can tell
 * a leftover.
 */

#define SCRATCH_NAME_MAX 64

struct scratch {
	struct directory parent; /* owned */
	struct directory dir;    /* owned, its path too */
	char name[SCRATCH_NAME_MAX];
	char path[ATOMICFILE_PATH_MAX];
	int lock; /* a descriptor, -1: not made */
};

/* A scratch directory that is not made; scratch_remove accepts it. */
#define SCRATCH_NONE { .parent = { .fd = -1 }, .dir = { .fd = -1 }, .lock = -1 }

/*
 * Make a scratch directory called ".PREFIX." and random letters in directory
 * PARENT, a string that must outlive S, after removing those that dead owners
 * left there. Returns 0, or -1 with a diag. Remove it with scratch_remove in
 * either case.
 */
int scratch_make(struct scratch *s, const char *parent, const char *prefix,
                 struct diag *d);

/*
 * Keep the directory, under its name without the dot, so that no sweep takes
 * it. Returns 0, or -1 with a diag.
 */
int scratch_keep(struct scratch *s, struct diag *d);

/* Remove the directory with all that is in it. Errors are ignored. */
void scratch_remove(struct scratch *s);

/*
 * Remove what dead owners left in PARENT under names as scratch_make gives
 * them. Returns 0; 1 if something could not be removed, with a data diag that
 * says what and whose it is; -1 with a diag.
 */
int scratch_sweep(const struct directory *parent, const char *prefix,
                  struct diag *d);

/*
 * Remove NAME in DIR, and what is in it, without following links. Returns 0
 * or an errno value.
 */
int scratch_remove_tree(int dir_fd, const char *name);

#endif

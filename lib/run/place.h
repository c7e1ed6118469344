#ifndef VG_PLACE_H
#define VG_PLACE_H

#include <stdint.h>

#include "base/diag.h"

/* The machine that a run is on, as far as it matters to how the run goes. */

#define PLACE_MODEL_MAX 80 /* bytes, with the NUL */

struct place {
	char model[PLACE_MODEL_MAX]; /* of the processor, printable */
	uint64_t processors;   /* that this process may use, at least 1 */
	uint64_t memory_bytes; /* 0: unknown */
	uint64_t disk_bytes;   /* of the file system of the dataset */
};

/*
 * How many processors this process may use: those of its affinity, its control
 * groups and its batch system, whichever are fewest; at least 1.
 */
uint64_t place_processors(void);

/*
 * See where we are; the dataset is, or will be, in directory PATH. Returns 0,
 * or -1 with a diag.
 */
int place_see(struct place *p, const char *path, struct diag *d);

#endif

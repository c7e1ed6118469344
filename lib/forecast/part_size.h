#ifndef VG_PART_SIZE_H
#define VG_PART_SIZE_H

#include <stdint.h>

#include "forecast/verdict.h"

/*
 * How large a part of a dataset is made for its forecast: the smallest that
 * takes long, and not only to start; for that, larger ones are tried in turn,
 * as long as they are a small share of all. Pure.
 */

struct part_size {
	uint64_t each;   /* samples of a checkpoint of the last part; 0: none */
	uint64_t least;  /* smaller ones are left out */
	double before_s; /* what the part before took; 0: there was none */
};

/*
 * The samples of a checkpoint of the next part, of which each of JOBS workers
 * makes two; 0: the last part is enough. S, zeroed at first, is brought up to
 * date. FACTS and V are the last part's, and not read at first. With THOROUGH,
 * a part that FITS is not enough.
 */
uint64_t part_size_next(struct part_size *s, const struct verdict_facts *facts,
                        const struct verdict *v, uint64_t jobs, int thorough);

#endif

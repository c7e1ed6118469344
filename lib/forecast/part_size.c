/* Choose how large a part is made for a forecast. */
#include "forecast/part_size.h"

static const uint64_t sizes[] = { 1, 2, 8, 64, 256, 1024 };
#define SIZES (sizeof sizes / sizeof *sizes)

#define TOO_LONG_S 12.0 /* nothing larger is tried after that */
#define LONG_S 1.0    /* less may be the time that processes take to start */
#define NOTHING_S 0.1 /* a part that is over by then tells nothing */
/* What fits soon is measured again only where that costs a fiftieth of all … */
#define SHARE_FITS 50
/* … and anything else where it costs a quarter. */
#define SHARE 4
#define SMALL_PART 64 /* one that is smaller cannot tell that there is no room */

/* The first size of at least LEAST that is more than EACH, or 0. */
static uint64_t next_size(uint64_t each, uint64_t least)
{
	for (unsigned i = 0; i < SIZES; i++)
		if (sizes[i] > each && sizes[i] >= least)
			return sizes[i];
	return 0;
}

/* Whether the last part is enough; the next has NEXT samples. */
static int is_enough(const struct part_size *s, uint64_t next, double took_s,
                     uint64_t missing, enum verdict_result result,
                     int thorough)
{
	if (took_s >= TOO_LONG_S)
		return 1;
	/* time that grows less than the samples went into starting, syncing */
	if (took_s >= LONG_S && s->before_s > 0 &&
	    took_s >= (s->each == sizes[1] ? 1.5 : 2) * s->before_s)
		return 1;
	if (result == VERDICT_TOO_LARGE && s->each >= SMALL_PART)
		return 1;
	if (result == VERDICT_FITS && !thorough && took_s < LONG_S &&
	    SHARE_FITS * next > missing)
		return 1;
	return SHARE * next > missing;
}

uint64_t part_size_next(struct part_size *s, const struct verdict_facts *facts,
                        const struct verdict *v, uint64_t jobs, int thorough)
{
	uint64_t next = 0, missing;
	double took_s;

	if (s->each == 0) {
		s->each = next_size(0, 0);
		return s->each;
	}
	took_s = facts->made.seconds;
	missing = facts->rest.samples;
	/*
	 * After a quick part, a little larger one would tell nothing either. After
	 * a slow one, twice the samples tell whether they or their start were slow.
	 */
	if (s->each == sizes[0] && took_s < LONG_S)
		s->least = took_s < NOTHING_S && SHARE_FITS * 2 * SMALL_PART *
		                                         jobs <= missing
		               ? SMALL_PART
		               : sizes[2];
	next = next_size(s->each, s->least);
	if (next == 0 || is_enough(s, 2 * next * jobs, took_s, missing,
	                           v->result, thorough))
		return 0;
	s->before_s = took_s;
	s->each = next;
	return next;
}

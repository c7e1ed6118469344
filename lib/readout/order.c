/* Decide which samples are read, and in which order. */
#include "readout/order.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/presence.h"

/* What is not present. */
struct absent {
	uint64_t samples;
	struct range first;
	int is_damaged;     /* a file does not agree with its entry … */
	struct diag damage; /* … because of this */
};

static uint64_t length(struct range r)
{
	return r.last - r.first + 1;
}

/* The samples of R in checkpoint K. */
static struct range within(const struct plan *p, struct range r, uint64_t k)
{
	struct range c = plan_checkpoint_range(p, k);

	return (struct range){ c.first > r.first ? c.first : r.first,
		               c.last < r.last ? c.last : r.last };
}

/* See whether checkpoint K, of which R is wanted, is present. */
static int look(struct order *o, const struct dataset *s, uint64_t k,
                struct range r, struct absent *absent, struct diag *d)
{
	struct diag why;
	int state = presence_look(s, k, NULL, &why);

	if (state < 0) {
		*d = why;
		return -1;
	}
	if (state == PRESENCE_PRESENT) {
		o->is_present[k] = 1;
		o->samples += length(r);
		return 0;
	}
	if (state == PRESENCE_DAMAGED && !absent->is_damaged) {
		absent->is_damaged = 1;
		absent->damage = why;
	}
	if (absent->samples == 0)
		absent->first = r;
	absent->samples += length(r);
	return 0;
}

static int refuse(const struct dataset *s, const struct absent *absent,
                  uint64_t wanted, struct diag *d)
{
	char first[RANGE_TEXT];

	if (absent->is_damaged)
		*d = absent->damage;
	range_format(absent->first, first);
	if (!absent->is_damaged)
		(void)diag_data(d, "%s: %" PRIu64 " of %" PRIu64 " samples are "
		                "missing, first %s", s->dir.path,
		                absent->samples, wanted, first);
	return diag_more(d, "make what is missing, or leave it out "
	                    "with --partial");
}

int order_init(struct order *o, const struct dataset *s,
               const struct range *range, size_t ranges, int partial,
               struct diag *d)
{
	struct absent absent = { 0 };

	*o = (struct order){ .plan = &s->plan, .range = range,
		             .ranges = ranges };
	o->is_present = calloc((size_t)plan_checkpoints(&s->plan), 1);
	o->spans_before = calloc(ranges, sizeof *o->spans_before);
	if (o->is_present == NULL || o->spans_before == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	for (size_t i = 0; i < ranges; i++) {
		uint64_t first = range[i].first / s->plan.interval;
		uint64_t last = range[i].last / s->plan.interval;

		o->spans_before[i] = o->spans;
		o->spans += last - first + 1;
		for (uint64_t k = first; k <= last; k++)
			if (look(o, s, k, within(&s->plan, range[i], k),
			         &absent, d) != 0)
				return -1;
	}
	if (absent.samples == 0 || partial)
		return 0;
	return refuse(s, &absent, o->samples + absent.samples, d);
}

void order_free(struct order *o)
{
	free(o->is_present);
	free(o->spans_before);
}

/* SAMPLES × INDEX / COUNT, without overflow: INDEX is at most COUNT < 2^32. */
static uint64_t share_of(uint64_t samples, uint64_t index, uint64_t count)
{
	return samples / count * index + samples % count * index / count;
}

void order_begin(struct order *o, struct share part)
{
	o->first = share_of(o->samples, part.index, part.count);
	o->end = share_of(o->samples, part.index + 1, part.count);
	o->is_shuffled = 0;
	o->at = o->done = 0;
}

void order_begin_shuffled(struct order *o, struct share part, uint64_t seed,
                          uint64_t epoch)
{
	order_begin(o, part);
	o->is_shuffled = 1;
	o->permutation = permutation_of(o->spans, seed, epoch);
}

/* Span number I of all. */
static struct span span_of(const struct order *o, uint64_t i)
{
	size_t low = 0, high = o->ranges;
	struct span s;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (o->spans_before[middle] <= i)
			low = middle;
		else
			high = middle;
	}
	s.range = low;
	s.k = o->range[low].first / o->plan->interval + i -
	      o->spans_before[low];
	s.samples = within(o->plan, o->range[low], s.k);
	return s;
}

int order_next(struct order *o, struct span *out)
{
	while (o->at < o->spans && o->done < o->end) {
		uint64_t i = o->is_shuffled
		                 ? permutation_at(&o->permutation, o->at)
		                 : o->at;
		uint64_t before = o->done, count;

		*out = span_of(o, i);
		o->at++;
		if (!o->is_present[out->k])
			continue;
		count = length(out->samples);
		o->done += count;
		if (o->done <= o->first)
			continue;
		if (o->done > o->end)
			out->samples.last -= o->done - o->end;
		if (before < o->first)
			out->samples.first += o->first - before;
		return 1;
	}
	return 0;
}

uint64_t order_run(const struct order *o, const struct span *span)
{
	struct order ahead = *o;
	struct span s = *span, next;
	uint64_t samples = length(s.samples);

	while (order_next(&ahead, &next) && next.range == s.range &&
	       next.samples.first == s.samples.last + 1) {
		samples += length(next.samples);
		s = next;
	}
	return samples;
}

/* The times of commits, from whole seconds of the manifests. */
#include "progress/commit_times.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "dataset/presence.h"

int64_t commit_times(struct replay_commit **out, const struct dataset *s,
                     double offset_s, struct diag *d)
{
	uint64_t end = dataset_entries_end(s);
	double now_s = clock_monotonic_s();
	struct replay_commit *c = calloc((size_t)end + 1, sizeof *c);
	struct diag ignored;
	int64_t n = 0;

	*out = c;
	if (c == NULL)
		return diag_system(d, ENOMEM, "history");
	for (uint64_t k = 0; k < end; k++) {
		const struct checkpoint_entry *e;

		if (k >= plan_checkpoints(&s->plan) ||
		    presence_look(s, k, NULL, &ignored) != PRESENCE_PRESENT)
			continue;
		e = dataset_entry(s, k);
		/* It was some time in that second. */
		c[n].at_s = (double)e->committed_s + 0.5 + offset_s;
		if (c[n].at_s > now_s)
			c[n].at_s = now_s;
		c[n].first = k * s->plan.interval;
		c[n++].count = e->count;
	}
	return n;
}

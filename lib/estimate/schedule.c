#include "estimate/schedule.h"

#include <math.h>

#define ROUNDS 8.0       /* that are played through, of the last ones */
#define SLOW 0.67        /* of the usual speed: a straggler */
#define OWN_SHARE 0.05   /* of a checkpoint, for its own speed to count */

struct worker {
	double free_s; /* when its checkpoint is done */
	double speed;  /* samples a second */
};

static double speed_of(const struct schedule_flight *f, double usual)
{
	double own = f->seconds > 0 ? (double)f->done / f->seconds : usual;

	if ((double)f->done < OWN_SHARE * (double)f->count)
		return usual;
	return own > 0 && own < SLOW * usual ? own : usual;
}

/* Who takes the next checkpoint. */
static struct worker *first_free(struct worker *w, unsigned n)
{
	struct worker *first = w;

	for (unsigned i = 1; i < n; i++)
		if (w[i].free_s < first->free_s)
			first = &w[i];
	return first;
}

double schedule_seconds(const struct schedule_flight *flights, unsigned n,
                        unsigned workers, double pace, double unstarted,
                        double checkpoint)
{
	struct worker w[SCHEDULE_MAX];
	double sum = 0, skipped_s = 0, last_s = 0, round, scale = 1;

	n = n < SCHEDULE_MAX ? n : SCHEDULE_MAX;
	workers = workers < n ? n : workers;
	workers = workers < SCHEDULE_MAX ? workers : SCHEDULE_MAX;
	for (unsigned i = 0; i < workers; i++) {
		w[i].speed = 1 / (workers * pace);
		w[i].free_s = 0;
		if (i < n)
			w[i].speed = speed_of(&flights[i], w[i].speed);
		sum += w[i].speed;
	}
	/* What one is slower than usual the others must be faster. */
	if (unstarted > 0)
		scale = 1 / (pace * sum);
	for (unsigned i = 0; i < workers; i++) {
		w[i].speed *= scale;
		if (i < n)
			w[i].free_s = (double)(flights[i].count -
			                       flights[i].done) / w[i].speed;
		last_s = w[i].free_s > last_s ? w[i].free_s : last_s;
	}
	/* Full rounds before the last ones take what the pace says. */
	round = workers * checkpoint;
	if (unstarted > ROUNDS * round) {
		double skip = floor(unstarted / round - ROUNDS) * round;

		skipped_s = skip * pace;
		unstarted -= skip;
	}
	while (unstarted > 0.5) {
		double samples = unstarted < checkpoint ? unstarted
		                                        : checkpoint;
		struct worker *next = first_free(w, workers);

		next->free_s += samples / next->speed;
		last_s = next->free_s > last_s ? next->free_s : last_s;
		unstarted -= samples;
	}
	return skipped_s + last_s;
}

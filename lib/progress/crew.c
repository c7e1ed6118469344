/* The number of workers: the most that were seen lately. */
#include "progress/crew.h"

#define PERIOD_S 2.0

void crew_count(struct crew *c, unsigned now, double now_s)
{
	if (now_s - c->period_s >= PERIOD_S) {
		c->most[1] =
		    now_s - c->period_s < 2 * PERIOD_S ? c->most[0] : 0;
		c->most[0] = 0;
		c->period_s = now_s;
	}
	if (now > c->most[0])
		c->most[0] = now;
}

unsigned crew_size(const struct crew *c)
{
	return c->most[0] > c->most[1] ? c->most[0] : c->most[1];
}

#ifndef VG_CREW_H
#define VG_CREW_H

/*
 * How many workers there are. One that is started anew for each range is not
 * there at each look, so the most that were seen at the same time count, in the
 * present period and the last. Pure: the clock is an argument.
 */

struct crew {
	unsigned most[2]; /* in this period, and in the last … */
	double period_s;  /* … which began then */
};

/* NOW workers are there at NOW_S of a steady clock. */
void crew_count(struct crew *c, unsigned now, double now_s);

/* How many there are, as of the last count. */
unsigned crew_size(const struct crew *c);

#endif

#ifndef VG_RANDOM_LANES_H
#define VG_RANDOM_LANES_H

/*
 * The random lanes. These numbers determine every dataset: never change or
 * reuse one; a new attribute takes the next. The draws of a random lane are
 * numbered in the order of its comment.
 */
enum random_lane {
	LANE_LABEL = 0,      /* index: the block of C samples. Its order */
	LANE_SHAPE = 1,      /* the parameters of the class: see vg(7) */
	LANE_TURN = 2,       /* neutral: start, sense, rotation, backwards */
	LANE_PLACE = 3,      /* neutral: x, y, z of the mean */
	LANE_AUGMENT = 4,    /* whether, sigma, rotation, shift in x, y, z */
	LANE_NOISE = 5,      /* 3 * frame + axis */
	/* 6 belonged to the splits of renderer vg/2 */
	LANE_COLOUR = 7,     /* the first hue, the lightness of each object */
	LANE_BACKGROUND = 8, /* hue, lightness */
	LANE_DISTRACTOR = 9, /* of each: duration, first frame, x, y, z */
	LANE_SPLIT = 10,     /* index: the period. Each sample, in each deal */
};

/* Object k uses the random lanes k * LANE_OBJECT + 0 … 7. */
#define LANE_OBJECT 64

#endif

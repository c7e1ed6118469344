#ifndef VG_RANDOM_LANES_H
#define VG_RANDOM_LANES_H

/*
 * The lanes of the random numbers. These numbers are part of every dataset:
 * never change or reuse one, take the next for a new attribute. Within a
 * lane the draws are numbered as the comment says.
 */
enum random_lane {
	LANE_LABEL = 0,      /* counted by blocks of C samples: the order */
	LANE_SHAPE = 1,      /* the class's parameters, in the table's order */
	LANE_TURN = 2,       /* neutral: start, sense, rotation, backwards */
	LANE_PLACE = 3,      /* neutral: the mean's x, y, z */
	LANE_AUGMENT = 4,    /* whether, sigma, rotation, shift in x, y, z */
	LANE_NOISE = 5,      /* 3 * frame + axis */
	LANE_SPLIT = 6,      /* counted by 100 blocks of C: the shuffle */
	LANE_COLOUR = 7,     /* the first hue, the lightness of each */
	LANE_BACKGROUND = 8, /* hue, lightness */
	LANE_DISTRACTOR = 9, /* of each: life, first frame, place */
};

/* Object k has the lanes k * LANE_OBJECT + 0 … 7 for itself. */
#define LANE_OBJECT 64

#endif

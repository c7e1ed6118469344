#ifndef VG_GEOMETRY_H
#define VG_GEOMETRY_H

/* Shapes and sizes that cameras and objects share. */

/* A box with sides parallel to the axes of the world; world units. */
struct box {
	double low[3], high[3];
};

/* A pinhole camera without roll: its x axis is horizontal. */
struct pinhole {
	double position[3]; /* world units */
	double axis[3][3];  /* unit vectors: right, down, forward */
	double focal;       /* pixels */
	double centre[2];   /* the principal point: x, y in pixels */
};

/*
 * The radius of a ball and, if the plan fixes no radius, of a disc including
 * its ring.
 */
#define BALL_RADIUS 0.18 /* world units */

/* The outer radius of a disc's ring, for a disc of radius 1. */
#define DISC_REACH 1.1

#endif

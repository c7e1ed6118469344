#ifndef VG_GEOMETRY_H
#define VG_GEOMETRY_H

/* The shapes that the world and its cameras are made of. */

/* A box along the axes of the world. */
struct box {
	double low[3], high[3];
};

/* A pinhole camera without roll: its x axis is horizontal. */
struct pinhole {
	double position[3];
	double axis[3][3]; /* unit vectors: right, down in the image, forward */
	double focal;      /* pixels */
	double centre[2];  /* the principal point: x, y in pixels */
};

/* A ball, and a disc of which the plan fixes no radius. */
#define BALL_RADIUS 0.18 /* world units */

/* A disc and its ring together reach this far, if its radius is 1. */
#define DISC_REACH 1.1

#endif

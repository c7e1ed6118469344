#ifndef VG_FIELDS_H
#define VG_FIELDS_H

#include <stdint.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "stream/record.h"

/* The arrays of a sample, in the order in which a record has them. */
enum field {
	FIELD_VIDEOS, FIELD_LABELS, FIELD_TRAJECTORY_3D, FIELD_TRAJECTORY_2D,
	FIELD_CAMERA_MATRIX, FIELD_SPLIT, FIELD_OBJECT_LABELS,
	FIELD_DISTRACTOR_3D, FIELD_DISTRACTOR_FRAMES, FIELD_MASK, FIELD_DEPTH,
	FIELD_FLOW, FIELD_BOX, FIELDS
};

/*
 * Add to HEAD the arrays that samples of PLAN have. The views' axis comes
 * first where there is more than one camera, then the objects' where there
 * is more than one object. Returns 0, or -1 with a diag.
 */
int fields_add(const struct plan *plan, struct record_head *head,
               struct diag *d);

/*
 * The array FIELD of the record laid out as HEAD says, at PAYLOAD: NULL when
 * the plan has none.
 */
unsigned char *fields_find(const struct record_head *head,
                           unsigned char *payload, enum field field);

#endif

#ifndef VG_SCENE_H
#define VG_SCENE_H

#include <stdint.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "scene/camera.h"
#include "stream/record.h"

/*
 * From an index to a sample: pure, no input or output. A scene holds what
 * all samples of a plan share (cameras, backgrounds, buffers), a few MiB at
 * most besides one background for each camera.
 */
struct scene;

/*
 * Whether samples of PLAN, which has passed plan_check, can be made: every
 * camera sees the whole workspace, a disc of fixed radius fits into the
 * frame, and a sample is within PLAN_PAYLOAD_MAX. Returns 0, or -1 with a
 * invalid-input diag.
 */
int scene_check(const struct plan *plan, struct diag *d);

/* The PLAN's cameras for framing workspace, as many as it says, into RING. */
void scene_cameras(const struct plan *plan, struct camera *ring);

/*
 * Make *S for PLAN, after scene_check. Returns 0, or -1. Release it with
 * scene_close, which also takes NULL.
 */
int scene_open(struct scene **s, const struct plan *plan, struct diag *d);
void scene_close(struct scene *s);

/* Add the sample's fields to HEAD: sample_fields_add. Returns 0, or -1. */
int scene_head(const struct scene *s, struct record_head *head,
               struct diag *d);

/*
 * Write sample INDEX into PAYLOAD, laid out as scene_head says in a HEAD
 * without other fields: little-endian, all padding 0, every byte written.
 */
void scene_render(struct scene *s, uint64_t index, unsigned char *payload);

#endif

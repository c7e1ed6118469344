#ifndef VG_SCENE_H
#define VG_SCENE_H

#include <stdint.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "scene/camera.h"
#include "stream/record.h"

/*
 * Renders samples: each is a pure function of plan and index, without input or
 * output. A scene holds what the samples of a plan share: cameras, backgrounds
 * and buffers. It has one background for each camera, and a few MiB besides.
 */
struct scene;

/*
 * Check that samples of PLAN, which has passed plan_check, can be rendered:
 * every camera sees the whole workspace, a disc of fixed radius fits into the
 * frame, and a sample has at most RECORD_PAYLOAD_MAX bytes. Returns 0, or -1
 * with an invalid-input diag.
 */
int scene_check(const struct plan *plan, struct diag *d);

/* Place the cameras of PLAN in RING[plan->cameras], for framing workspace. */
void scene_cameras(const struct plan *plan, struct camera *ring);

/*
 * Make *S for PLAN, which scene_check checks first. Returns 0, or -1 with a
 * diag. Release with scene_close, which also accepts NULL.
 */
int scene_open(struct scene **s, const struct plan *plan, struct diag *d);
void scene_close(struct scene *s);

/* Add the fields of a sample to HEAD. Returns 0, or -1 with a diag. */
int scene_head(const struct scene *s, struct record_head *head,
               struct diag *d);

/*
 * Render sample INDEX into PAYLOAD, which has the layout and payload_bytes of a
 * HEAD with the fields of scene_head only. Every byte is written; numbers are
 * little-endian, padding is 0.
 */
void scene_render(struct scene *s, uint64_t index, unsigned char *payload);

#endif

#ifndef VG_TEST_BENCH_H
#define VG_TEST_BENCH_H

/* Plans and scenes of many kinds, for tests of whole samples. */

#include <string.h>

#include "base/bytes.h"
#include "check.h"
#include "scene/scene.h"

static inline struct plan make_plan(void)
{
	struct plan p = {
		.samples = 40000, .interval = 2000, .renderer = PLAN_RENDERER,
		.seed = 42, .classes = 4, .frames = 16, .size = { 64, 64 },
		.channels = 3, .dtype = PLAN_U1, .layout = PLAN_TCHW,
		.style = PLAN_BALL, .cameras = 1,
		.elevation_micro = 25 * PLAN_MICRO, .motion = PLAN_NEUTRAL,
		.augment_micro = 800000, .noise = { 2000, 6000 },
		.split = { 80, 10, 10 }, .coverage_micro = 600000,
		.colour = PLAN_COLOUR_STYLE, .background = PLAN_COLOUR_STYLE,
		.objects = 1,
	};

	return p;
}

/* A scene with its HEAD and a buffer for a sample. */
struct bench {
	struct scene *scene;
	struct record_head head;
	unsigned char *payload;
};

static inline void bench_open(struct bench *b, const struct plan *plan)
{
	struct diag d = { .message = "" };

	memset(b, 0, sizeof(*b));
	CHECK(scene_check(plan, &d) == 0);
	CHECK(scene_open(&b->scene, plan, &d) == 0);
	CHECK(scene_head(b->scene, &b->head, &d) == 0);
	b->payload = malloc(b->head.payload_bytes);
	CHECK(b->payload != NULL);
	memset(b->payload, 0x77, b->head.payload_bytes);
}

static inline void bench_close(struct bench *b)
{
	scene_close(b->scene);
	free(b->payload);
}

enum { VIDEOS, LABELS, TRAJECTORY_3D, TRAJECTORY_2D, CAMERA_MATRIX };

static inline const unsigned char *field(const struct bench *b, int which)
{
	return b->payload + b->head.field[which].offset;
}

static inline double get_f4(const unsigned char *p, uint64_t i)
{
	return (double)bytes_getf4(p + 4 * i);
}

/* Plans that together take every branch. */
enum { PLANS = 14 };

static inline struct plan nth_rich_plan(int n)
{
	struct plan p = make_plan();

	p.style = n % 3 == 0 ? PLAN_DISC : n == 10 ? PLAN_TRAIL : PLAN_BALL;
	p.framing = n & 1 ? PLAN_AUTO : PLAN_WORKSPACE;
	if (n == 8) {
		p.distance_micro = 12 * PLAN_MICRO;
	} else {
		p.objects = 3;
		p.distractors = 2;
		p.truth = PLAN_MASK | PLAN_DEPTH | PLAN_FLOW | PLAN_BOX;
		p.frames = 6;
	}
	if (n > 10) {
		p.colour = p.background = PLAN_COLOUR_RANDOM;
		p.cameras = 2;
		p.layout = PLAN_THWC;
	}
	if (n == 12)
		p.background = 0x102030;
	if (n == 13)
		p.distractors = 0;
	return p;
}

static inline struct plan nth_plan(int n)
{
	struct plan p = make_plan();

	if (n >= 8)
		return nth_rich_plan(n);
	p.style = n & 1 ? PLAN_DISC : PLAN_BALL;
	if (n == 2 || n == 3) { /* "optimised" */
		p.frames = 8;
		p.size.height = p.size.width = 32;
		p.channels = 1;
	}
	if (n == 4 || n == 5) {
		p.cameras = 4;
		p.frames = 32;
		p.layout = PLAN_THWC;
	}
	if (n == 6 || n == 7) {
		p.frames = 5;
		p.size.height = 17;
		p.size.width = 23;
		p.channels = 1;
		p.dtype = PLAN_F4;
		p.cameras = 3;
		p.motion = PLAN_CLASSIC;
		p.classes = 3;
		p.augment_micro = 0;
	}
	if (p.style == PLAN_DISC) /* 5 px in a frame of 64 */
		p.radius_micro = p.size.height * 5 * PLAN_MICRO / 64;
	return p;
}

/* FNV-1a with 64 bits: enough to detect a change. */
static inline uint64_t fnv(const unsigned char *p, uint64_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (uint64_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h;
}

#endif

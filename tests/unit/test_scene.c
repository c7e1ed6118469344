/* scene: whole samples, at scale. */

#include "scene.h"

#include <math.h>
#include <string.h>

#include "bytes.h"
#include "camera.h"
#include "check.h"
#include "trajectory.h"

static struct plan make_plan(void)
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

/* A scene with its HEAD and room for a sample. */
struct bench {
	struct scene *scene;
	struct record_head head;
	unsigned char *payload;
};

static void bench_open(struct bench *b, const struct plan *plan)
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

static void bench_close(struct bench *b)
{
	scene_close(b->scene);
	free(b->payload);
}

enum { VIDEOS, LABELS, TRAJECTORY_3D, TRAJECTORY_2D, CAMERA_MATRIX };

static const unsigned char *field(const struct bench *b, int which)
{
	return b->payload + b->head.field[which].offset;
}

static double get_f4(const unsigned char *p, uint64_t i)
{
	union {
		uint32_t u;
		float f;
	} both = { .u = bytes_get32(p + 4 * i) };

	return (double)both.f;
}

static void check_field(const struct record_field *f, const char *name,
                        const char *dtype, unsigned dims,
                        const uint64_t *shape)
{
	CHECK(strcmp(f->name, name) == 0);
	CHECK(strcmp(f->dtype, dtype) == 0);
	CHECK(f->dims == dims);
	for (unsigned i = 0; i < dims; i++)
		CHECK(f->shape[i] == shape[i]);
}

static void fields_are_as_documented(void)
{
	struct plan plan = make_plan();
	struct bench b;

	plan.size.width = 48;
	bench_open(&b, &plan);
	CHECK(b.head.fields == 6);
	check_field(&b.head.field[0], "videos", "|u1", 4,
	            (uint64_t[]){ 16, 3, 64, 48 });
	check_field(&b.head.field[1], "labels", "<i8", 0, NULL);
	check_field(&b.head.field[2], "trajectory_3d", "<f4", 2,
	            (uint64_t[]){ 16, 3 });
	check_field(&b.head.field[3], "trajectory_2d", "<f4", 2,
	            (uint64_t[]){ 16, 2 });
	check_field(&b.head.field[4], "camera_matrix", "<f4", 2,
	            (uint64_t[]){ 3, 4 });
	bench_close(&b);

	plan.cameras = 4;
	plan.layout = PLAN_THWC;
	plan.dtype = PLAN_F4;
	bench_open(&b, &plan);
	check_field(&b.head.field[0], "videos", "<f4", 5,
	            (uint64_t[]){ 4, 16, 64, 48, 3 });
	check_field(&b.head.field[1], "labels", "<i8", 0, NULL);
	check_field(&b.head.field[2], "trajectory_3d", "<f4", 2,
	            (uint64_t[]){ 16, 3 });
	check_field(&b.head.field[3], "trajectory_2d", "<f4", 3,
	            (uint64_t[]){ 4, 16, 2 });
	check_field(&b.head.field[4], "camera_matrix", "<f4", 3,
	            (uint64_t[]){ 4, 3, 4 });
	bench_close(&b);
}

static void too_large_is_refused(void)
{
	struct plan plan = make_plan();
	struct scene *s;
	struct diag d;

	plan.size.height = plan.size.width = 1024;
	plan.frames = 6;
	CHECK(scene_check(&plan, &d) == -1);
	CHECK(d.status == DIAG_USAGE && d.message[0] != '\0');
	plan.cameras = 16;
	plan.frames = 1024;
	plan.dtype = PLAN_F4;
	CHECK(scene_open(&s, &plan, &d) == -1);
	CHECK(s == NULL);
	scene_close(s);
}

/* 40,000 samples of a plan: in the box, and in every frame with a margin. */
static void check_visible(const struct plan *plan, uint64_t samples)
{
	struct box box = trajectory_workspace(plan);
	struct camera ring[PLAN_CAMERAS_MAX];
	double p[3 * 32], image[3];
	double w = (double)plan->size.width, h = (double)plan->size.height;
	double margin = 0.09 * fmin(w, h) - 1e-3;

	camera_ring(ring, plan, &box);
	for (uint64_t i = 0; i < samples; i++) {
		trajectory_make(plan, i, 0, trajectory_label(plan, i), p);
		for (uint64_t t = 0; t < plan->frames; t++)
			for (uint64_t v = 0; v < plan->cameras; v++) {
				camera_project(&ring[v], p + 3 * t, image);
				CHECK(image[0] > margin - 0.5);
				CHECK(image[0] < w - 0.5 - margin);
				CHECK(image[1] > margin - 0.5);
				CHECK(image[1] < h - 0.5 - margin);
			}
	}
}

static void everything_is_visible(void)
{
	static const struct plan_size sizes[] = {
		{ 64, 64 }, { 8, 8 }, { 32, 100 }, { 300, 20 }, { 1024, 1024 },
	};

	for (uint64_t motion = PLAN_NEUTRAL; motion <= PLAN_CLASSIC; motion++) {
		struct plan plan = make_plan();

		plan.motion = motion;
		check_visible(&plan, 40000);
		plan.noise.high_micro = 50000;
		plan.frames = 32;
		for (int s = 0; s < 5; s++) {
			plan.size = sizes[s];
			for (plan.cameras = 1; plan.cameras <= 16;
			     plan.cameras += 5)
				check_visible(&plan, 500);
		}
	}
}

/* A spread of plans that between them take every branch. */
enum { PLANS = 8 };

static struct plan nth_plan(int n)
{
	struct plan p = make_plan();

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

/*
 * Every byte is written, padding with 0, and nothing depends on what was
 * rendered before or what the buffer held.
 */
static void samples_are_pure(void)
{
	for (int n = 0; n < PLANS; n++) {
		struct plan plan = nth_plan(n);
		struct bench up, down;
		unsigned char *kept;
		size_t bytes;

		bench_open(&up, &plan);
		bench_open(&down, &plan);
		bytes = up.head.payload_bytes;
		kept = malloc(8 * bytes);
		CHECK(kept != NULL);
		memset(kept, 0xa5, 8 * bytes);
		for (uint64_t i = 0; i < 8; i++)
			scene_render(up.scene, 1000 + i, kept + i * bytes);
		for (uint64_t i = 8; i-- > 0;) {
			scene_render(down.scene, 1000 + i, down.payload);
			CHECK(memcmp(down.payload, kept + i * bytes,
			             bytes) == 0);
			CHECK(i == 7 || memcmp(kept + i * bytes,
			                       kept + 7 * bytes, bytes) != 0);
		}
		for (int f = 0; f < 5; f++)
			for (uint64_t k = up.head.field[f].bytes; k % 8; k++)
				CHECK(kept[up.head.field[f].offset + k] == 0);
		free(kept);
		bench_close(&up);
		bench_close(&down);
	}
}

/* trajectory_2d = P trajectory_3d with what is stored, and no NaN. */
static void check_projection(const struct bench *b, const struct plan *plan)
{
	for (uint64_t v = 0; v < plan->cameras; v++)
		for (uint64_t t = 0; t < plan->frames; t++) {
			double h[3];

			for (uint64_t r = 0; r < 3; r++) {
				uint64_t at = 12 * v + 4 * r;

				h[r] = get_f4(field(b, CAMERA_MATRIX), at + 3);
				for (uint64_t k = 0; k < 3; k++)
					h[r] += get_f4(field(b, CAMERA_MATRIX),
					               at + k) *
					        get_f4(field(b, TRAJECTORY_3D),
					               3 * t + k);
			}
			for (uint64_t k = 0; k < 2; k++)
				CHECK_NEAR(get_f4(field(b, TRAJECTORY_2D),
				                  2 * (v * plan->frames + t) +
				                  k), h[k] / h[2], 1e-4);
		}
}

static void truth_agrees(void)
{
	for (int n = 0; n < PLANS + 1; n++) {
		struct plan plan = nth_plan(n % PLANS);
		struct bench b;

		if (n == PLANS) { /* the largest frame there is */
			plan.size.height = plan.size.width = 1024;
			plan.channels = 1;
			plan.frames = 3;
		}
		bench_open(&b, &plan);
		for (uint64_t i = 0; i < (n == PLANS ? 40 : 200); i++) {
			scene_render(b.scene, i, b.payload);
			check_projection(&b, &plan);
			CHECK(bytes_get64(field(&b, LABELS)) ==
			      (uint64_t)trajectory_label(&plan, i));
		}
		bench_close(&b);
	}
}

/* Channel C of a pixel of a u1 TCHW sample with 3 channels. */
static int pixel(const struct bench *b, const struct plan *plan, uint64_t t,
                 uint64_t c, uint64_t y, uint64_t x)
{
	uint64_t h = plan->size.height, w = plan->size.width;

	return field(b, VIDEOS)[((t * 3 + c) * h + y) * w + x];
}

/*
 * Where the red of frame T is. The grounds have none: floor and sky are
 * grey or blue, white is white. Any clear red counts alike, lit or not.
 */
static void red_centre(const struct bench *b, const struct plan *plan,
                       uint64_t t, double at[2])
{
	double mass = 0.0;

	at[0] = at[1] = 0.0;
	for (uint64_t y = 0; y < plan->size.height; y++)
		for (uint64_t x = 0; x < plan->size.width; x++) {
			double red = pixel(b, plan, t, 0, y, x) -
			             pixel(b, plan, t, 2, y, x) - 10;

			if (red <= 0.0)
				continue;
			red = fmin(red, 40.0);
			mass += red;
			at[0] += red * (double)x;
			at[1] += red * (double)y;
		}
	CHECK(mass > 0.0);
	at[0] /= mass;
	at[1] /= mass;
}

static void pixels_are_where_the_truth_says(void)
{
	static const uint64_t sides[] = { 32, 64, 256 };

	for (int n = 0; n < 6; n++) {
		struct plan plan = make_plan();
		struct bench b;

		plan.style = n & 1 ? PLAN_DISC : PLAN_BALL;
		plan.size.height = plan.size.width = sides[n / 2];
		bench_open(&b, &plan);
		for (uint64_t i = 0; i < 60; i++) {
			scene_render(b.scene, i, b.payload);
			for (uint64_t t = 0; t < plan.frames; t++) {
				double at[2];

				red_centre(&b, &plan, t, at);
				for (uint64_t k = 0; k < 2; k++)
					CHECK_NEAR(at[k], get_f4(
						field(&b, TRAJECTORY_2D),
						2 * t + k), 0.5);
			}
		}
		bench_close(&b);
	}
}

/* The same pixels as u1 and f4, in both orders of axes. */
static void forms_agree(void)
{
	struct plan plan = make_plan(), other;
	struct bench a, b;
	uint64_t n = 16 * 64 * 64;

	bench_open(&a, &plan);
	other = plan;
	other.dtype = PLAN_F4;
	other.layout = PLAN_THWC;
	bench_open(&b, &other);
	for (uint64_t i = 5; i < 9; i++) {
		scene_render(a.scene, i, a.payload);
		scene_render(b.scene, i, b.payload);
		for (uint64_t k = 0; k < 3 * n; k++) {
			uint64_t t = k / (3 * 4096), c = k % 3;
			uint64_t yx = k / 3 % 4096;
			float u = field(&a, VIDEOS)[(t * 3 + c) * 4096 + yx];

			CHECK(get_f4(field(&b, VIDEOS), k) ==
			      (double)(u / 255.0f));
		}
		for (int f = LABELS; f <= CAMERA_MATRIX; f++)
			CHECK(memcmp(field(&a, f), field(&b, f),
			             a.head.field[f].bytes) == 0);
	}
	bench_close(&a);
	bench_close(&b);
}

/* FNV-1a, 64 bits: enough to notice a change. */
static uint64_t fnv(const unsigned char *p, uint64_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (uint64_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* No two videos alike, even at the smallest historic setting. */
static void videos_are_distinct(void)
{
	enum { N = 10000 };
	static uint64_t hash[N];
	struct plan plan = nth_plan(2);
	struct bench b;

	for (uint64_t style = PLAN_BALL; style <= PLAN_DISC; style++) {
		plan.style = style;
		bench_open(&b, &plan);
		for (uint64_t i = 0; i < N; i++) {
			scene_render(b.scene, i, b.payload);
			hash[i] = fnv(field(&b, VIDEOS),
			              b.head.field[VIDEOS].bytes);
		}
		bench_close(&b);
		qsort(hash, N, sizeof(hash[0]), by_value);
		for (int i = 1; i < N; i++)
			CHECK(hash[i] != hash[i - 1]);
	}
}

/*
 * A marker of change, not a proof: hashes of the payloads of samples 0, 1,
 * 41 and 29,999 together, for each plan. When they change, so must the
 * version in PLAN_RENDERER.
 */
static void nothing_has_changed(void)
{
	static const uint64_t golden[PLANS] = {
		UINT64_C(0x73035852a5ce9884),
		UINT64_C(0xcfb38f9567328404),
		UINT64_C(0x2f99a955507249ea),
		UINT64_C(0xba1ffdefb45a2407),
		UINT64_C(0x65f40a8271c4f998),
		UINT64_C(0xedf75ab8379939c4),
		UINT64_C(0xc33312309ef8023f),
		UINT64_C(0xadbb3ad25931ef67),
	};
	static const uint64_t index[] = { 0, 1, 41, 29999 };

	for (int n = 0; n < PLANS; n++) {
		struct plan plan = nth_plan(n);
		unsigned char hashes[32];
		struct bench b;
		uint64_t first;

		bench_open(&b, &plan);
		/* The fields that there were when these were taken. */
		first = record_find(&b.head, "split")->offset;
		for (int i = 0; i < 4; i++) {
			scene_render(b.scene, index[i], b.payload);
			bytes_put64(hashes + 8 * i, fnv(b.payload, first));
		}
		bench_close(&b);
		if (fnv(hashes, 32) != golden[n])
			printf("plan %d: 0x%016llx\n", n,
			       (unsigned long long)fnv(hashes, 32));
		CHECK(fnv(hashes, 32) == golden[n]);
	}
}

int main(void)
{
	fields_are_as_documented();
	too_large_is_refused();
	everything_is_visible();
	samples_are_pure();
	truth_agrees();
	pixels_are_where_the_truth_says();
	forms_agree();
	videos_are_distinct();
	nothing_has_changed();
	return 0;
}

/* scene: whole samples, many of them. */

#include "scene/scene.h"

#include <math.h>
#include <string.h>

#include "bench.h"
#include "scene/camera.h"
#include "scene/trajectory.h"

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
	plan.frames = 341;
	CHECK(scene_check(&plan, &d) == 0);
	plan.frames = 342;
	CHECK(scene_check(&plan, &d) == -1);
	CHECK(d.kind == DIAG_INVALID && d.message[0] != '\0');
	plan.cameras = 16;
	plan.frames = 1024;
	plan.dtype = PLAN_F4;
	CHECK(scene_open(&s, &plan, &d) == -1);
	CHECK(s == NULL);
	scene_close(s);
}

/* 40,000 samples of a plan are in the box, and in each frame with a margin. */
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

/*
 * Every byte is written, padding as 0. The result depends neither on earlier
 * samples nor on the content of the buffer.
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
		for (unsigned f = 0; f < up.head.fields; f++)
			for (uint64_t k = up.head.field[f].bytes; k % 8; k++)
				CHECK(kept[up.head.field[f].offset + k] == 0);
		free(kept);
		bench_close(&up);
		bench_close(&down);
	}
}

/* The stored arrays satisfy trajectory_2d = P trajectory_3d, without NaN. */
static void check_projection(const struct bench *b, const struct plan *plan)
{
	uint64_t points = plan->objects * plan->frames;

	for (uint64_t v = 0; v < plan->cameras; v++)
		for (uint64_t t = 0; t < points; t++) {
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
				                  2 * (v * points + t) +
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
 * The centre of the red pixels of frame T. Backgrounds have no red: they are
 * grey, blue or white. All clearly red pixels have the same weight.
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

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* No two videos are equal, even with the smallest historic setting. */
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
	return 0;
}

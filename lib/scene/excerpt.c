/* Render a few samples of a plan. */
#include "scene/excerpt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan/sample_fields.h"
#include "scene/scene.h"

#define BYTES ((double)(8 << 20))
#define SAMPLES_MAX 1000

/* PLAN with samples of at most BYTES, or else of one frame. */
static struct plan reduce(const struct plan *plan)
{
	struct plan small = *plan;
	double share;

	if (sample_fields_bytes(&small) > BYTES)
		small.cameras = 1;
	share = BYTES / sample_fields_bytes(&small);
	if (share < 1)
		small.frames = (uint64_t)(share * (double)small.frames);
	if (small.frames == 0)
		small.frames = 1;
	return small;
}

/* How many samples of SMALL make the excerpt. */
static uint64_t count_of(const struct plan *small)
{
	double fit = BYTES / sample_fields_bytes(small);
	uint64_t most = plan_checkpoint_count(small, 0);

	most = most < SAMPLES_MAX ? most : SAMPLES_MAX;
	return fit < 1 ? 1 : fit < (double)most ? (uint64_t)fit : most;
}

int excerpt_make(struct excerpt *e, const struct plan *plan, struct diag *d)
{
	struct plan small = reduce(plan);
	struct scene *scene = NULL;
	size_t each;

	memset(e, 0, sizeof *e);
	if (scene_open(&scene, &small, d) != 0)
		return -1;
	if (scene_head(scene, &e->head, d) != 0) {
		scene_close(scene);
		return -1;
	}
	e->head.count = count_of(&small);
	e->of_sample = sample_fields_bytes(plan) / sample_fields_bytes(&small);
	each = (size_t)e->head.payload_bytes;
	e->payloads = malloc(each * (size_t)e->head.count);
	for (uint64_t i = 0; i < e->head.count && e->payloads != NULL; i++)
		scene_render(scene, i, e->payloads + each * (size_t)i);
	scene_close(scene);
	return e->payloads != NULL ? 0 : diag_system(d, ENOMEM, "scene");
}

void excerpt_free(struct excerpt *e)
{
	free(e->payloads);
	e->payloads = NULL;
}

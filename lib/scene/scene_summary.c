/* Describe a plan's samples in text. */
#include "scene/scene_summary.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "plan/sample_fields.h"
#include "scene/camera.h"
#include "scene/geometry.h"
#include "scene/scene.h"
#include "scene/trajectory.h"
#include "stream/record.h"

#define TEXT_MAX ((size_t)16384)
#define KEY_WIDTH 13

__attribute__((format(printf, 2, 3)))
static void add(char *text, const char *format, ...)
{
	size_t used = strlen(text);
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(text + used, TEXT_MAX - used, format, ap);
	va_end(ap);
}

static void add_extent(char *text, const struct plan *plan)
{
	uint64_t checkpoints = plan_checkpoints(plan);
	uint64_t last = plan_checkpoint_count(plan, checkpoints - 1);

	add(text, "Samples:     %" PRIu64 " in %" PRIu64
	    " checkpoints of %" PRIu64, plan->samples, checkpoints,
	    plan->interval);
	if (last != plan->interval)
		add(text, ", the last of %" PRIu64, last);
	add(text, "\n");
}

static void add_array(char *text, const char *key, const struct record_field *f)
{
	add(text, "%-*s%-17s %s (n,", KEY_WIDTH, key, f->name, f->dtype);
	for (unsigned j = 0; j < f->dims; j++)
		add(text, "%s%" PRIu64, j > 0 ? ", " : " ", f->shape[j]);
	add(text, ")\n");
}

static void add_arrays(char *text, const struct record_head *head)
{
	for (unsigned i = 0; i < head->fields; i++)
		add_array(text, i == 0 ? "Arrays:" : "", &head->field[i]);
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++)
		add_array(text, "", record_header_field(i));
}

static void add_cameras(char *text, const struct plan *plan)
{
	struct camera ring[PLAN_CAMERAS_MAX];
	struct box box = trajectory_workspace(plan);

	scene_cameras(plan, ring);
	add(text, "Workspace:   x %.2f to %.2f, y %.2f to %.2f, z %.2f to "
	    "%.2f\n", box.low[0], box.high[0], box.low[1], box.high[1],
	    box.low[2], box.high[2]);
	for (unsigned v = 0; v < plan->cameras && plan->framing == PLAN_AUTO;
	     v++)
		add(text, "Camera %-2u    looks from azimuth %.1f, elevation "
		    "%.1f degrees; fills %.2f of its frame\n", v,
		    360.0 * (CAMERA_AZIMUTH_TURNS + v / (double)plan->cameras),
		    (double)plan->elevation_micro / PLAN_MICRO,
		    (double)plan->coverage_micro / PLAN_MICRO);
	for (unsigned v = 0; v < plan->cameras &&
	     plan->framing == PLAN_WORKSPACE; v++) {
		const double *at = ring[v].pinhole.position;

		add(text, "Camera %-2u    at (%.2f, %.2f, %.2f), sees all of it "
		    "with %.1f px to spare\n", v, at[0], at[1], at[2],
		    camera_spare(&ring[v], plan, &box));
	}
}

static int add_scene(char *text, const struct plan *plan, struct diag *d)
{
	struct record_head head = { .fields = 0 };
	char all[NUMBER_BYTES_MAX];

	if (sample_fields_add(plan, &head, d) != 0)
		return -1;
	number_format_bytes(sample_fields_bytes(plan) *
	                        (double)plan->samples, all);
	add(text, "Sample:      %" PRIu64 " bytes\n", head.payload_bytes);
	add(text, "Dataset:     %s before compression\n", all);
	add_arrays(text, &head);
	add_cameras(text, plan);
	return 0;
}

char *scene_summary_print(const struct plan *plan, struct diag *d)
{
	char *text = calloc(1, TEXT_MAX);
	uint64_t fingerprint;

	if (text == NULL) {
		(void)diag_system(d, ENOMEM, "plan");
		return NULL;
	}
	add_extent(text, plan);
	if ((plan_is_ours(plan) && add_scene(text, plan, d) != 0) ||
	    plan_fingerprint(plan, &fingerprint, d) != 0) {
		free(text);
		return NULL;
	}
	add(text, "Fingerprint: %016" PRIx64 "\n", fingerprint);
	return text;
}

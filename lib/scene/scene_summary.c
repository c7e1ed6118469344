/* Describe a plan's samples in text. */
#include "scene/scene_summary.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/text.h"
#include "plan/sample_fields.h"
#include "scene/apparent.h"
#include "scene/camera.h"
#include "scene/geometry.h"
#include "scene/scene.h"
#include "scene/trajectory.h"
#include "stream/record.h"

#define TEXT_MAX ((size_t)16384)
#define KEY_WIDTH 13

static void add_extent(struct text *text, const struct plan *plan)
{
	uint64_t checkpoints = plan_checkpoints(plan);
	uint64_t last = plan_checkpoint_count(plan, checkpoints - 1);

	text_put(text,
	         "Samples:     %" PRIu64 " in %" PRIu64
	         " checkpoints of %" PRIu64,
	         plan->samples, checkpoints, plan->interval);
	if (last != plan->interval)
		text_put(text, ", the last of %" PRIu64, last);
	text_put(text, "\n");
}

/* RAW bytes, and PACKED ones if they are known. */
static void add_bytes(struct text *text, const char *key, double raw,
                      double packed)
{
	char bytes[NUMBER_BYTES_MAX];

	number_format_bytes(raw, bytes);
	text_put(text, "%-*s%s before compression", KEY_WIDTH, key, bytes);
	number_format_bytes(packed, bytes);
	if (packed > 0)
		text_put(text, ", about %s after", bytes);
	text_put(text, "\n");
}

/* Warn of checkpoints that are large to load, if others are possible. */
static void add_warning(struct text *text, const struct plan *plan,
                        double checkpoint)
{
	struct plan other = *plan;
	char bytes[NUMBER_BYTES_MAX];

	other.interval = PLAN_INTERVAL_AUTO;
	plan_settle(&other);
	if (checkpoint <= PLAN_UNPACKED_MAX)
		return;
	number_format_bytes(checkpoint, bytes);
	text_put(text, "%-*sa checkpoint unpacks to %s, more than 1 GiB",
	         KEY_WIDTH, "Warning:", bytes);
	if (other.interval < plan->interval)
		text_put(text, "; interval %" PRIu64 " makes smaller ones",
		         other.interval);
	text_put(text, "\n");
}

static void add_sizes(struct text *text, const struct plan *plan, double packed)
{
	double raw = sample_fields_bytes(plan), all = (double)plan->samples;
	double each = (double)plan_checkpoint_count(plan, 0);

	add_bytes(text, "Checkpoint:", each * raw, each * packed);
	add_bytes(text, "Dataset:", all * raw, all * packed);
	add_warning(text, plan, each * raw);
}

static int add_object(struct text *text, const struct plan *plan,
                      struct diag *d)
{
	struct apparent a;

	if (apparent_measure(&a, plan, d) != 0)
		return -1;
	text_put(text, "%-*s%.1f px across (%.1f to %.1f)", KEY_WIDTH,
	         "Object:", a.across.median, a.across.low, a.across.high);
	if (plan->frames > 1)
		text_put(text, ", moves %.1f px a frame (%.1f to %.1f)",
		         a.step.median, a.step.low, a.step.high);
	text_put(text, "; median and range of %u samples\n", a.samples);
	return 0;
}

static void add_array(struct text *text, const char *key,
                      const struct record_field *f)
{
	text_put(text, "%-*s%-17s %s (n,", KEY_WIDTH, key, f->name, f->dtype);
	for (unsigned j = 0; j < f->dims; j++)
		text_put(text, "%s%" PRIu64, j > 0 ? ", " : " ", f->shape[j]);
	text_put(text, ")\n");
}

static void add_arrays(struct text *text, const struct record_head *head)
{
	for (unsigned i = 0; i < head->fields; i++)
		add_array(text, i == 0 ? "Arrays:" : "", &head->field[i]);
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++)
		add_array(text, "", record_header_field(i));
}

/* Framing auto: a camera has another position in each sample. */
static void add_direction(struct text *text, const struct plan *plan,
                          unsigned v)
{
	double turns = CAMERA_AZIMUTH_TURNS + v / (double)plan->cameras;

	text_put(text,
	         "Camera %-2u    looks from azimuth %.1f, elevation %.1f "
	         "degrees; fills %.2f of its frame\n",
	         v, 360.0 * turns, (double)plan->elevation_micro / PLAN_MICRO,
	         (double)plan->coverage_micro / PLAN_MICRO);
}

static void add_cameras(struct text *text, const struct plan *plan)
{
	struct camera ring[PLAN_CAMERAS_MAX];
	struct box box = trajectory_workspace(plan);

	scene_cameras(plan, ring);
	text_put(text,
	         "Workspace:   x %.2f to %.2f, y %.2f to %.2f, z %.2f to "
	         "%.2f\n",
	         box.low[0], box.high[0], box.low[1], box.high[1], box.low[2],
	         box.high[2]);
	for (unsigned v = 0; v < plan->cameras; v++) {
		const double *at = ring[v].pinhole.position;

		if (plan->framing == PLAN_AUTO)
			add_direction(text, plan, v);
		else
			text_put(text,
			         "Camera %-2u    at (%.2f, %.2f, %.2f), sees "
			         "all of it with %.1f px to spare\n",
			         v, at[0], at[1], at[2],
			         camera_spare(&ring[v], plan, &box));
	}
}

static int add_scene(struct text *text, const struct plan *plan, double packed,
                     struct diag *d)
{
	struct record_head head = { .fields = 0 };
	char bytes[NUMBER_BYTES_MAX];

	if (sample_fields_add(plan, &head, d) != 0)
		return -1;
	text_put(text, "%-*s%" PRIu64 " bytes before compression", KEY_WIDTH,
	         "Sample:", head.payload_bytes);
	number_format_bytes(packed, bytes);
	if (packed > 0)
		text_put(text, ", about %s after", bytes);
	text_put(text, "\n");
	add_sizes(text, plan, packed);
	add_arrays(text, &head);
	add_cameras(text, plan);
	return add_object(text, plan, d);
}

char *scene_summary_format(const struct plan *plan, double packed,
                           struct diag *d)
{
	char *buffer = malloc(TEXT_MAX);
	struct text text;
	uint64_t fingerprint;

	if (buffer == NULL) {
		(void)diag_system(d, ENOMEM, "plan");
		return NULL;
	}
	text_begin(&text, buffer, TEXT_MAX);
	add_extent(&text, plan);
	if ((plan_is_ours(plan) && add_scene(&text, plan, packed, d) != 0) ||
	    plan_fingerprint(plan, &fingerprint, d) != 0) {
		free(buffer);
		return NULL;
	}
	text_put(&text, "Fingerprint: %016" PRIx64 "\n", fingerprint);
	return buffer;
}

#include "plan/plan.h"

#include <inttypes.h>
#include <string.h>

#include "plan/plan_values.h"

struct key {
	struct plan_key shown;
	struct plan_value_form form;
	size_t offset; /* of the value in struct plan */
};

static const char *const channel_names[] = { "", "1", "", "3", NULL };
static const char *const dtype_names[] = { "u1", "f4", NULL };
static const char *const layout_names[] = { "tchw", "thwc", NULL };
static const char *const style_names[] = { "ball", "disc", "trail", NULL };
static const char *const motion_names[] = { "neutral", "classic", NULL };
static const char *const framing_names[] = { "workspace", "auto", NULL };
static const char *const colour_names[] = { "style", "random", NULL };
static const char *const background_names[] = { "style", "random", "studio",
	                                        NULL };
static const char *const truth_names[] = { "mask", "depth", "flow", "box",
	                                   NULL };

#define AT(member) offsetof(struct plan, member)

/* Canonical order. The fingerprint depends on it: add, never reorder. */
static const struct key keys[] = {
	{ { "samples", 'n', PLAN_EXTENT, "N", "samples in the dataset",
	    "30000" },
	  { VALUE_COUNT, 1, PLAN_SAMPLES_MAX, NULL }, AT(samples) },
	{ { "interval", 'i', PLAN_EXTENT, "N", "samples in a checkpoint",
	    "2000" },
	  { VALUE_COUNT, 1, PLAN_INTERVAL_MAX, NULL }, AT(interval) },
	{ { "renderer", 0, PLAN_SCENE, "NAME",
	    "program that makes the records, and its version", PLAN_RENDERER },
	  { VALUE_TEXT, 0, 0, NULL }, AT(renderer) },
	{ { "seed", 0, PLAN_SCENE, "N", "seed of all that is random", "42" },
	  { VALUE_COUNT, 0, UINT64_MAX, NULL }, AT(seed) },
	{ { "classes", 0, PLAN_SCENE, "N", "classes of motion, 1 to 4", "4" },
	  { VALUE_COUNT, 1, PLAN_CLASSES_MAX, NULL }, AT(classes) },
	{ { "frames", 0, PLAN_SCENE, "N", "frames in a video, 1 to 1024",
	    "16" },
	  { VALUE_COUNT, 1, 1024, NULL }, AT(frames) },
	{ { "size", 0, PLAN_SCENE, "HxW",
	    "height and width in pixels, 8 to 1024; N for NxN", "64x64" },
	  { VALUE_SIZE, 8, 1024, NULL }, AT(size) },
	{ { "channels", 0, PLAN_SCENE, "N", "3 for RGB, 1 for grey", "3" },
	  { VALUE_CHOICE, 0, 0, channel_names }, AT(channels) },
	{ { "dtype", 0, PLAN_SCENE, "TYPE", "of a pixel: u1, or f4 in [0, 1]",
	    "u1" },
	  { VALUE_CHOICE, 0, 0, dtype_names }, AT(dtype) },
	{ { "layout", 0, PLAN_SCENE, "ORDER", "of the axes: tchw or thwc",
	    "tchw" },
	  { VALUE_CHOICE, 0, 0, layout_names }, AT(layout) },
	{ { "style", 0, PLAN_SCENE, "STYLE",
	    "ball (shaded), disc (flat) or trail (with where it was)",
	    "ball" },
	  { VALUE_CHOICE, 0, 0, style_names }, AT(style) },
	{ { "cameras", 0, PLAN_SCENE, "N", "views of each sample, 1 to 16",
	    "1" },
	  { VALUE_COUNT, 1, PLAN_CAMERAS_MAX, NULL }, AT(cameras) },
	{ { "elevation", 0, PLAN_SCENE, "DEGREES",
	    "of the cameras above the horizon, 5 to 75", "25" },
	  { VALUE_DECIMAL, 5 * PLAN_MICRO, 75 * PLAN_MICRO, NULL },
	  AT(elevation_micro) },
	{ { "motion", 0, PLAN_SCENE, "RANGES",
	    "parameter ranges: neutral, or classic, whose labels leak",
	    "neutral" },
	  { VALUE_CHOICE, 0, 0, motion_names }, AT(motion) },
	{ { "augment", 0, PLAN_SCENE, "P",
	    "probability of noise, turn and shift in a sample", "0.8" },
	  { VALUE_DECIMAL, 0, PLAN_MICRO, NULL }, AT(augment_micro) },
	{ { "noise", 0, PLAN_SCENE, "LOW,HIGH",
	    "range of the noise's sigma, world units, up to 0.05",
	    "0.002,0.006" },
	  { VALUE_INTERVAL, 0, PLAN_MICRO / 20, NULL }, AT(noise) },
	{ { "split", 0, PLAN_SCENE, "TRAIN,VAL,TEST",
	    "percent of the samples for each part, together 100",
	    "80,10,10" },
	  { VALUE_SHARES, 0, 100, NULL }, AT(split) },
	{ { "framing", 0, PLAN_SCENE, "HOW",
	    "workspace: fixed cameras; auto: each sample fills its frames",
	    "workspace" },
	  { VALUE_CHOICE, 0, 0, framing_names }, AT(framing) },
	{ { "coverage", 0, PLAN_SCENE, "SHARE",
	    "of the frame that framing auto fills, 0.2 to 0.9", "0.6" },
	  { VALUE_DECIMAL, PLAN_MICRO / 5, 9 * PLAN_MICRO / 10, NULL },
	  AT(coverage_micro) },
	{ { "distance", 0, PLAN_SCENE, "UNITS",
	    "of the cameras from the middle, to 100; 0: what sees all", "0" },
	  { VALUE_DECIMAL, 0, 100 * PLAN_MICRO, NULL }, AT(distance_micro) },
	{ { "radius", 0, PLAN_SCENE, "PIXELS",
	    "of a disc, to 256; 0: by its distance", "0" },
	  { VALUE_DECIMAL, 0, 256 * PLAN_MICRO, NULL }, AT(radius_micro) },
	{ { "colour", 0, PLAN_SCENE, "COLOUR",
	    "of the object: RRGGBB, random, or style, which is red",
	    "style" },
	  { VALUE_COLOUR, 0, 0, colour_names }, AT(colour) },
	{ { "background", 0, PLAN_SCENE, "COLOUR",
	    "RRGGBB, random, studio, or style: studio, for disc white",
	    "style" },
	  { VALUE_COLOUR, 0, 0, background_names }, AT(background) },
	{ { "objects", 0, PLAN_SCENE, "N",
	    "moving in each sample, 1 to 8; the first is the labelled one",
	    "1" },
	  { VALUE_COUNT, 1, PLAN_OBJECTS_MAX, NULL }, AT(objects) },
	{ { "distractors", 0, PLAN_SCENE, "N",
	    "objects that stand there for 1 to 3 frames, 0 to 8", "0" },
	  { VALUE_COUNT, 0, PLAN_DISTRACTORS_MAX, NULL }, AT(distractors) },
	{ { "truth", 0, PLAN_SCENE, "KINDS",
	    "arrays to add: some of mask,depth,flow,box, or none", "none" },
	  { VALUE_FLAGS, 0, 0, truth_names }, AT(truth) },
};

#define KEYS (sizeof keys / sizeof *keys)

_Static_assert(KEYS <= PLAN_KEYS_MAX, "more keys than PLAN_KEYS_MAX");

static const struct key *find(const char *name)
{
	for (size_t i = 0; i < KEYS; i++)
		if (strcmp(keys[i].shown.name, name) == 0)
			return &keys[i];
	return NULL;
}

const struct plan_key *plan_key_at(size_t i)
{
	return i < KEYS ? &keys[i].shown : NULL;
}

static int extra_name_ok(const char *name)
{
	size_t length = strlen(name);

	if (length < 3 || length >= PLAN_NAME_MAX)
		return 0;
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") ==
	       length;
}

/* Set a free key, keeping them sorted by name. */
static int set_extra(struct plan *p, const char *name, const char *text,
                     struct diag *d)
{
	static const struct plan_value_form form = { .type = VALUE_TEXT };
	struct plan_extra e;
	size_t at = 0;

	if (!extra_name_ok(name))
		return diag_invalid(d,
		                    "%s: a free key is x- and up to %d of "
		                    "a-z 0-9 _ -",
		                    name, PLAN_NAME_MAX - 3);
	if (plan_value_parse(&form, e.value, text) != 0)
		return diag_invalid(d,
		                    "%s: %s: not printable text of 1 to %d "
		                    "bytes",
		                    name, text, PLAN_TEXT_MAX - 1);
	memcpy(e.name, name, strlen(name) + 1);
	while (at < p->extras && strcmp(p->extra[at].name, name) < 0)
		at++;
	if (at == p->extras || strcmp(p->extra[at].name, name) != 0) {
		if (p->extras == PLAN_EXTRAS_MAX)
			return diag_invalid(d, "%s: more than %d free keys",
			                    name, PLAN_EXTRAS_MAX);
		memmove(&p->extra[at + 1], &p->extra[at],
		        (p->extras - at) * sizeof e);
		p->extras++;
	}
	p->extra[at] = e;
	return 0;
}

int plan_set(struct plan *p, const char *name, const char *text,
             struct diag *d)
{
	const struct key *k = find(name);

	if (k == NULL && strncmp(name, "x-", 2) == 0)
		return set_extra(p, name, text, d);
	if (k == NULL)
		return diag_invalid(d, "%s: no such key", name);
	if (plan_value_parse(&k->form, (char *)p + k->offset, text) == 0)
		return 0;
	if (k->form.type == VALUE_COUNT)
		return diag_invalid(d,
		                    "%s: %s: not a whole number from %" PRIu64
		                    " to %" PRIu64,
		                    name, text, k->form.min, k->form.max);
	return diag_invalid(d, "%s: %s: not allowed; %s", name, text,
	                    k->shown.help);
}

int plan_get(const struct plan *p, const char *name, char text[PLAN_TEXT_MAX])
{
	const struct key *k = find(name);

	if (k != NULL) {
		plan_value_format(&k->form, (const char *)p + k->offset, text);
		return 0;
	}
	for (size_t i = 0; i < p->extras; i++)
		if (strcmp(p->extra[i].name, name) == 0) {
			memcpy(text, p->extra[i].value, PLAN_TEXT_MAX);
			return 0;
		}
	return -1;
}

void plan_defaults(struct plan *p)
{
	memset(p, 0, sizeof *p);
	for (size_t i = 0; i < KEYS; i++)
		(void)plan_value_parse(&keys[i].form,
		                       (char *)p + keys[i].offset,
		                       keys[i].shown.initial);
}

/* The table of the plan's keys, and getting and setting them by name. */
#include "plan/plan.h"

#include <string.h>

#include "archive/format_files.h"
#include "plan/plan_values.h"

static const struct option_word channel_words[] = {
	{ "", NULL }, { "1", "grey" }, { "", NULL }, { "3", "RGB" },
	{ NULL, NULL },
};
static const struct option_word dtype_words[] = {
	{ "u1", "0 to 255" }, { "f4", "0 to 1" }, { NULL, NULL },
};
static const struct option_word layout_words[] = {
	{ "tchw", NULL }, { "thwc", NULL }, { NULL, NULL },
};
static const struct option_word style_words[] = {
	{ "ball", "shaded" }, { "disc", "flat" },
	{ "trail", "a ball and its last places" }, { NULL, NULL },
};
static const struct option_word motion_words[] = {
	{ "neutral", NULL },
	{ "classic", "a single frame can reveal the label" },
	{ NULL, NULL },
};
static const struct option_word framing_words[] = {
	{ "workspace", "fixed cameras see all of it" },
	{ "auto", "each sample fills its frames" }, { NULL, NULL },
};
static const struct option_word colour_words[] = {
	{ "RRGGBB", NULL }, { "style", "red" },
	{ "random", "drawn for each sample" }, { NULL, NULL },
};
static const struct option_word background_words[] = {
	{ "RRGGBB", NULL }, { "style", "white for disc, else studio" },
	{ "random", "drawn for each sample" },
	{ "studio", "chequered floor and sky" }, { NULL, NULL },
};
static const struct option_word truth_words[] = {
	{ "mask", NULL }, { "depth", NULL }, { "flow", NULL },
	{ "box", NULL }, { NULL, NULL },
};

#define COUNT(member) OPTION_IS_COUNT(struct plan, member)
#define DECIMAL(member) OPTION_IS_DECIMAL(struct plan, member)
#define CHOICE(member) OPTION_IS_CHOICE(struct plan, member)
#define AT(member) .offset = offsetof(struct plan, member)

/* Canonical order. The fingerprint depends on it: add, never reorder. */
static const struct plan_key keys[] = {
	{ { .name = "samples", .letter = 'n', .argument = "N",
	    .initial = "30000",
	    .help = "samples in the dataset",
	    COUNT(samples), .min = 1, .max = PLAN_SAMPLES_MAX },
	  PLAN_EXTENT, NULL },
	{ { .name = "interval", .letter = 'i', .argument = "N",
	    .initial = "auto",
	    .help = "samples in a checkpoint; auto: up to 2000, and less than "
	            "1 GiB unpacked",
	    COUNT(interval), .min = 1, .max = PLAN_INTERVAL_MAX,
	    .parse = plan_auto_parse },
	  PLAN_EXTENT, plan_auto_format },
	{ { .name = "format", .argument = "FORMAT", .initial = "auto",
	    .help = "format of the checkpoints' files",
	    CHOICE(format), .words = format_words },
	  PLAN_STORAGE, NULL },
	{ { .name = "compress", .argument = "HOW", .initial = "auto",
	    .help = "their compression",
	    CHOICE(compress), .words = format_compress_words },
	  PLAN_STORAGE, NULL },
	{ { .name = "renderer", .argument = "NAME", .initial = PLAN_RENDERER,
	    .help = "what makes the records: vg, or a command of your own",
	    .type = OPTION_TEXT, .parse = plan_text_parse, AT(renderer) },
	  PLAN_SCENE, plan_text_format },
	{ { .name = "seed", .argument = "N", .initial = "42",
	    .help = "seed of all that is random",
	    COUNT(seed), .min = 0, .max = UINT64_MAX },
	  PLAN_SCENE, NULL },
	{ { .name = "classes", .argument = "N", .initial = "4",
	    .help = "classes of motion",
	    COUNT(classes), .min = 1, .max = PLAN_CLASSES_MAX },
	  PLAN_SCENE, NULL },
	{ { .name = "frames", .argument = "N", .initial = "16",
	    .help = "frames in a video",
	    COUNT(frames), .min = 1, .max = 1024 },
	  PLAN_SCENE, NULL },
	{ { .name = "size", .argument = "HxW", .initial = "64x64",
	    .help = "height and width in pixels; N stands for NxN",
	    .type = OPTION_COUNT, .min = 8, .max = 1024,
	    .parse = plan_size_parse, AT(size) },
	  PLAN_SCENE, plan_size_format },
	{ { .name = "channels", .argument = "N", .initial = "3",
	    .help = "colour channels",
	    CHOICE(channels), .words = channel_words },
	  PLAN_SCENE, NULL },
	{ { .name = "dtype", .argument = "TYPE", .initial = "u1",
	    .help = "type of a pixel",
	    CHOICE(dtype), .words = dtype_words },
	  PLAN_SCENE, NULL },
	{ { .name = "layout", .argument = "ORDER", .initial = "tchw",
	    .help = "order of a video's axes",
	    CHOICE(layout), .words = layout_words },
	  PLAN_SCENE, NULL },
	{ { .name = "style", .argument = "STYLE", .initial = "ball",
	    .help = "look of the object",
	    CHOICE(style), .words = style_words },
	  PLAN_SCENE, NULL },
	{ { .name = "cameras", .argument = "N", .initial = "1",
	    .help = "views of each sample",
	    COUNT(cameras), .min = 1, .max = PLAN_CAMERAS_MAX },
	  PLAN_SCENE, NULL },
	{ { .name = "elevation", .argument = "DEGREES", .initial = "25",
	    .help = "angle of the cameras above the horizon",
	    DECIMAL(elevation_micro), .min = 5 * PLAN_MICRO,
	    .max = 75 * PLAN_MICRO },
	  PLAN_SCENE, NULL },
	{ { .name = "motion", .argument = "RANGES", .initial = "neutral",
	    .help = "ranges of the motion parameters",
	    CHOICE(motion), .words = motion_words },
	  PLAN_SCENE, NULL },
	{ { .name = "augment", .argument = "P", .initial = "0.8",
	    .help = "probability of noise, rotation and shift in a sample",
	    DECIMAL(augment_micro), .min = 0, .max = PLAN_MICRO },
	  PLAN_SCENE, NULL },
	{ { .name = "noise", .argument = "LOW,HIGH", .initial = "0.002,0.006",
	    .help = "range of the noise's standard deviation, world units",
	    .type = OPTION_DECIMAL, .min = 0, .max = PLAN_MICRO / 20,
	    .parse = plan_interval_parse, AT(noise) },
	  PLAN_SCENE, plan_interval_format },
	{ { .name = "split", .argument = "TRAIN,VAL,TEST",
	    .initial = "80,10,10",
	    .help = "percentages of the samples that add up to 100",
	    .type = OPTION_OTHER, .parse = plan_split_parse, AT(split) },
	  PLAN_SCENE, plan_split_format },
	{ { .name = "framing", .argument = "HOW", .initial = "workspace",
	    .help = "where the cameras stand",
	    CHOICE(framing), .words = framing_words },
	  PLAN_SCENE, NULL },
	{ { .name = "coverage", .argument = "SHARE", .initial = "0.6",
	    .help = "share of the frame that framing auto fills",
	    DECIMAL(coverage_micro), .min = PLAN_MICRO / 5,
	    .max = 9 * PLAN_MICRO / 10 },
	  PLAN_SCENE, NULL },
	{ { .name = "distance", .argument = "UNITS", .initial = "0",
	    .help = "camera distance from the centre; 0: the least that sees all",
	    DECIMAL(distance_micro), .min = 0, .max = 100 * PLAN_MICRO },
	  PLAN_SCENE, NULL },
	{ { .name = "radius", .argument = "PIXELS", .initial = "0",
	    .help = "radius of a disc; 0: it follows from the distance",
	    DECIMAL(radius_micro), .min = 0, .max = 256 * PLAN_MICRO },
	  PLAN_SCENE, NULL },
	{ { .name = "colour", .alias = "color", .argument = "COLOUR",
	    .initial = "style",
	    .help = "colour of the object",
	    .type = OPTION_CHOICE, .words = colour_words,
	    .parse = plan_colour_parse, AT(colour) },
	  PLAN_SCENE, plan_colour_format },
	{ { .name = "background", .argument = "COLOUR", .initial = "style",
	    .help = "what is behind the object",
	    .type = OPTION_CHOICE, .words = background_words,
	    .parse = plan_colour_parse, AT(background) },
	  PLAN_SCENE, plan_colour_format },
	{ { .name = "objects", .argument = "N", .initial = "1",
	    .help = "moving objects in a sample; the first one is labelled",
	    COUNT(objects), .min = 1, .max = PLAN_OBJECTS_MAX },
	  PLAN_SCENE, NULL },
	{ { .name = "distractors", .argument = "N", .initial = "0",
	    .help = "objects that appear for 1 to 3 frames",
	    COUNT(distractors), .min = 0, .max = PLAN_DISTRACTORS_MAX },
	  PLAN_SCENE, NULL },
	{ { .name = "truth", .argument = "KINDS", .initial = "none",
	    .help = "ground-truth arrays to add",
	    OPTION_IS_SET(struct plan, truth), .words = truth_words },
	  PLAN_SCENE, NULL },
};

#define KEYS (sizeof keys / sizeof *keys)

_Static_assert(KEYS <= PLAN_KEYS_MAX, "more keys than PLAN_KEYS_MAX");

const struct plan_key *plan_key_find(const char *name)
{
	for (size_t i = 0; i < KEYS; i++)
		if (strcmp(keys[i].option.name, name) == 0)
			return &keys[i];
	return NULL;
}

const struct plan_key *plan_key_at(size_t i)
{
	return i < KEYS ? &keys[i] : NULL;
}

/* Put the key and its value before what the value must be. */
static int within(const char *name, const char *text, struct diag *d)
{
	return diag_within(d, "%s: %s", name, *text != '\0' ? text : "''");
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
	struct plan_extra e;
	size_t at = 0;

	if (!extra_name_ok(name))
		return diag_invalid(d, "%s: a free key must be x- and 1 to %d "
		                    "of a-z 0-9 _ -", name, PLAN_NAME_MAX - 3);
	if (plan_text_parse(NULL, e.value, text, d) != 0)
		return within(name, text, d);
	memcpy(e.name, name, strlen(name) + 1);
	while (at < p->extras && strcmp(p->extra[at].name, name) < 0)
		at++;
	if (at == p->extras || strcmp(p->extra[at].name, name) != 0) {
		if (p->extras == PLAN_EXTRAS_MAX)
			return diag_invalid(d, "%s: at most %d free keys are "
			                    "allowed", name, PLAN_EXTRAS_MAX);
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
	const struct plan_key *k = plan_key_find(name);

	if (k == NULL && strncmp(name, "x-", 2) == 0)
		return set_extra(p, name, text, d);
	if (k == NULL)
		return diag_invalid(d, "%s: no such key", name);
	if (option_set(&k->option, p, text, d) != 0)
		return within(name, text, d);
	return 0;
}

int plan_get(const struct plan *p, const char *name, char text[PLAN_TEXT_MAX])
{
	const struct plan_key *k = plan_key_find(name);
	struct text t;

	text_begin(&t, text, PLAN_TEXT_MAX);
	if (k != NULL) {
		plan_format *format = k->format ? k->format : option_format;

		format(&k->option, (const char *)p + k->option.offset, &t);
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
	struct diag never;

	memset(p, 0, sizeof *p);
	for (size_t i = 0; i < KEYS; i++)
		(void)option_set(&keys[i].option, p, keys[i].option.initial,
		                 &never);
}

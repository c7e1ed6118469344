#include "plan.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "number.h"

enum key_type { COUNT, CHOICE, SIZE, DECIMAL, INTERVAL, SHARES, TEXT };

struct key {
	struct plan_key shown;
	enum key_type type;
	size_t offset;              /* of the value in struct plan */
	uint64_t min, max;
	const char *const *choices; /* CHOICE: by value, NULL at the end */
};

static const char *const channel_names[] = { "", "1", "", "3", NULL };
static const char *const dtype_names[] = { "u1", "f4", NULL };
static const char *const layout_names[] = { "tchw", "thwc", NULL };
static const char *const style_names[] = { "ball", "disc", NULL };
static const char *const motion_names[] = { "neutral", "classic", NULL };

#define AT(member) offsetof(struct plan, member)

/* Canonical order. The fingerprint depends on it: add, never reorder. */
static const struct key keys[] = {
	{ { "samples", 'n', PLAN_EXTENT, "N", "samples in the dataset",
	    "30000" },
	  COUNT, AT(samples), 1, PLAN_SAMPLES_MAX, NULL },
	{ { "interval", 'i', PLAN_EXTENT, "N", "samples in a checkpoint",
	    "2000" },
	  COUNT, AT(interval), 1, PLAN_INTERVAL_MAX, NULL },
	{ { "renderer", 0, PLAN_SCENE, "NAME",
	    "program that makes the records, and its version", PLAN_RENDERER },
	  TEXT, AT(renderer), 0, 0, NULL },
	{ { "seed", 0, PLAN_SCENE, "N", "seed of all that is random", "42" },
	  COUNT, AT(seed), 0, UINT64_MAX, NULL },
	{ { "classes", 0, PLAN_SCENE, "N", "classes of motion, 1 to 4", "4" },
	  COUNT, AT(classes), 1, PLAN_CLASSES_MAX, NULL },
	{ { "frames", 0, PLAN_SCENE, "N", "frames in a video, 1 to 1024",
	    "16" },
	  COUNT, AT(frames), 1, 1024, NULL },
	{ { "size", 0, PLAN_SCENE, "HxW",
	    "height and width in pixels, 8 to 1024; N for NxN", "64x64" },
	  SIZE, AT(size), 8, 1024, NULL },
	{ { "channels", 0, PLAN_SCENE, "N", "3 for RGB, 1 for grey", "3" },
	  CHOICE, AT(channels), 0, 0, channel_names },
	{ { "dtype", 0, PLAN_SCENE, "TYPE", "of a pixel: u1, or f4 in [0, 1]",
	    "u1" },
	  CHOICE, AT(dtype), 0, 0, dtype_names },
	{ { "layout", 0, PLAN_SCENE, "ORDER", "of the axes: tchw or thwc",
	    "tchw" },
	  CHOICE, AT(layout), 0, 0, layout_names },
	{ { "style", 0, PLAN_SCENE, "STYLE",
	    "ball (shaded, with a shadow) or disc (flat, with a ring)",
	    "ball" },
	  CHOICE, AT(style), 0, 0, style_names },
	{ { "cameras", 0, PLAN_SCENE, "N", "views of each sample, 1 to 16",
	    "1" },
	  COUNT, AT(cameras), 1, PLAN_CAMERAS_MAX, NULL },
	{ { "elevation", 0, PLAN_SCENE, "DEGREES",
	    "of the cameras above the horizon, 5 to 75", "25" },
	  DECIMAL, AT(elevation_micro), 5 * PLAN_MICRO, 75 * PLAN_MICRO,
	  NULL },
	{ { "motion", 0, PLAN_SCENE, "RANGES",
	    "parameter ranges: neutral, or classic, whose labels leak",
	    "neutral" },
	  CHOICE, AT(motion), 0, 0, motion_names },
	{ { "augment", 0, PLAN_SCENE, "P",
	    "probability of noise, turn and shift in a sample", "0.8" },
	  DECIMAL, AT(augment_micro), 0, PLAN_MICRO, NULL },
	{ { "noise", 0, PLAN_SCENE, "LOW,HIGH",
	    "range of the noise's sigma, world units, up to 0.05",
	    "0.002,0.006" },
	  INTERVAL, AT(noise), 0, PLAN_MICRO / 20, NULL },
	{ { "split", 0, PLAN_SCENE, "TRAIN,VAL,TEST",
	    "percent of the samples for each part, together 100",
	    "80,10,10" },
	  SHARES, AT(split), 0, 100, NULL },
};

#define KEYS (sizeof keys / sizeof *keys)

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

static int set_choice(const struct key *k, uint64_t *value, const char *text)
{
	for (uint64_t i = 0; k->choices[i] != NULL; i++)
		if (text[0] != '\0' && strcmp(k->choices[i], text) == 0) {
			*value = i;
			return 0;
		}
	return -1;
}

static int set_size(const struct key *k, struct plan_size *size,
                    const char *text)
{
	const char *x = strchr(text, 'x');
	size_t length = x != NULL ? (size_t)(x - text) : strlen(text);
	struct plan_size v;

	if (number_parse_n(text, length, k->max, &v.height) != 0 ||
	    number_parse(x != NULL ? x + 1 : text, k->max, &v.width) != 0 ||
	    v.height < k->min || v.width < k->min)
		return -1;
	*size = v;
	return 0;
}

static int set_interval(const struct key *k, struct plan_interval *interval,
                        const char *text)
{
	const char *comma = strchr(text, ',');
	struct plan_interval v;

	if (comma == NULL ||
	    number_parse_micro(text, (size_t)(comma - text), k->max,
	                       &v.low_micro) != 0 ||
	    number_parse_micro(comma + 1, strlen(comma + 1), k->max,
	                       &v.high_micro) != 0 ||
	    v.low_micro > v.high_micro)
		return -1;
	*interval = v;
	return 0;
}

static int set_shares(const struct key *k, struct plan_split *split,
                      const char *text)
{
	const char *first = strchr(text, ',');
	const char *second = first != NULL ? strchr(first + 1, ',') : NULL;
	struct plan_split v;

	if (second == NULL ||
	    number_parse_n(text, (size_t)(first - text), k->max, &v.train) !=
	        0 ||
	    number_parse_n(first + 1, (size_t)(second - first - 1), k->max,
	                   &v.val) != 0 ||
	    number_parse(second + 1, k->max, &v.test) != 0 ||
	    v.train + v.val + v.test != 100)
		return -1;
	*split = v;
	return 0;
}

/* A text value: printable, no space at its ends, short enough. */
static int set_text(char value[PLAN_TEXT_MAX], const char *text)
{
	size_t length = strlen(text);

	if (length == 0 || length >= PLAN_TEXT_MAX || text[0] == ' ' ||
	    text[length - 1] == ' ')
		return -1;
	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return -1;
	memcpy(value, text, length + 1);
	return 0;
}

static int set_key(struct plan *p, const struct key *k, const char *text)
{
	void *value = (char *)p + k->offset;
	uint64_t number;

	switch (k->type) {
	case CHOICE:
		return set_choice(k, value, text);
	case SIZE:
		return set_size(k, value, text);
	case INTERVAL:
		return set_interval(k, value, text);
	case SHARES:
		return set_shares(k, value, text);
	case TEXT:
		return set_text(value, text);
	case COUNT:
	case DECIMAL:
		break;
	}
	if ((k->type == COUNT ? number_parse(text, k->max, &number)
	                      : number_parse_micro(text, strlen(text), k->max,
	                                           &number)) != 0 ||
	    number < k->min)
		return -1;
	*(uint64_t *)value = number;
	return 0;
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
		return diag_usage(d, "%s: a free key is x- and up to %d of "
		                  "a-z 0-9 _ -", name, PLAN_NAME_MAX - 3);
	if (set_text(e.value, text) != 0)
		return diag_usage(d, "%s: %s: not printable text of 1 to %d "
		                  "bytes", name, text, PLAN_TEXT_MAX - 1);
	memcpy(e.name, name, strlen(name) + 1);
	while (at < p->extras && strcmp(p->extra[at].name, name) < 0)
		at++;
	if (at == p->extras || strcmp(p->extra[at].name, name) != 0) {
		if (p->extras == PLAN_EXTRAS_MAX)
			return diag_usage(d, "%s: more than %d free keys",
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
		return diag_usage(d, "%s: no such key", name);
	if (set_key(p, k, text) == 0)
		return 0;
	if (k->type == COUNT)
		return diag_usage(d, "%s: %s: not a whole number from %" PRIu64
		                  " to %" PRIu64, name, text, k->min, k->max);
	return diag_usage(d, "%s: %s: not allowed; %s", name, text,
	                  k->shown.help);
}

int plan_get(const struct plan *p, const char *name, char text[PLAN_TEXT_MAX])
{
	const struct key *k = find(name);
	const void *value = k != NULL ? (const char *)p + k->offset : NULL;
	const struct plan_interval *v = value;
	char low[NUMBER_MICRO_MAX], high[NUMBER_MICRO_MAX];
	const char *from = NULL;

	for (size_t i = 0; k == NULL && i < p->extras; i++)
		if (strcmp(p->extra[i].name, name) == 0)
			from = p->extra[i].value;
	if (k == NULL && from == NULL)
		return -1;
	if (k != NULL && k->type == CHOICE)
		from = k->choices[*(const uint64_t *)value];
	if (k != NULL && k->type == TEXT)
		from = value;
	if (from != NULL) {
		(void)snprintf(text, PLAN_TEXT_MAX, "%s", from);
	} else if (k->type == SIZE) {
		(void)snprintf(text, PLAN_TEXT_MAX, "%" PRIu64 "x%" PRIu64,
		               p->size.height, p->size.width);
	} else if (k->type == SHARES) {
		(void)snprintf(text, PLAN_TEXT_MAX,
		               "%" PRIu64 ",%" PRIu64 ",%" PRIu64,
		               p->split.train, p->split.val, p->split.test);
	} else if (k->type == COUNT) {
		(void)snprintf(text, PLAN_TEXT_MAX, "%" PRIu64,
		               *(const uint64_t *)value);
	} else if (k->type == DECIMAL) {
		number_format_micro(*(const uint64_t *)value, low);
		(void)snprintf(text, PLAN_TEXT_MAX, "%s", low);
	} else {
		number_format_micro(v->low_micro, low);
		number_format_micro(v->high_micro, high);
		(void)snprintf(text, PLAN_TEXT_MAX, "%s,%s", low, high);
	}
	return 0;
}

void plan_defaults(struct plan *p)
{
	memset(p, 0, sizeof *p);
	for (size_t i = 0; i < KEYS; i++)
		(void)set_key(p, &keys[i], keys[i].shown.initial);
}

int plan_is_ours(const struct plan *p)
{
	return strncmp(p->renderer, "vg/", 3) == 0;
}

int plan_has(const struct plan *p, const struct plan_key *k)
{
	return plan_is_ours(p) || k->key_class == PLAN_EXTENT ||
	       strcmp(k->name, "renderer") == 0;
}

int plan_check(const struct plan *p, struct diag *d)
{
	if (plan_checkpoints(p) > PLAN_CHECKPOINTS_MAX)
		return diag_usage(d, "interval: %" PRIu64 " samples by %" PRIu64
		                  " are %" PRIu64 " checkpoints; the most is %"
		                  PRIu64, p->samples, p->interval,
		                  plan_checkpoints(p), PLAN_CHECKPOINTS_MAX);
	if (plan_is_ours(p) && strcmp(p->renderer, PLAN_RENDERER) != 0)
		return diag_usage(d, "renderer: %s: this is %s", p->renderer,
		                  PLAN_RENDERER);
	if (plan_is_ours(p) && p->extras > 0)
		return diag_usage(d, "%s: free keys are for renderers other "
		                  "than %s", p->extra[0].name, PLAN_RENDERER);
	return 0;
}

/* Append "NAME = VALUE\n" to the string LINES, which has room for it. */
static void add_line(char *lines, const char *name, const char *value)
{
	size_t used = strlen(lines);

	(void)snprintf(lines + used, PLAN_LINE_MAX, "%s = %s\n", name, value);
}

char *plan_lines(const struct plan *p, int scene_only)
{
	char *lines = calloc(KEYS + PLAN_EXTRAS_MAX + 1, PLAN_LINE_MAX);
	char value[PLAN_TEXT_MAX];

	if (lines == NULL)
		return NULL;
	for (size_t i = 0; i < KEYS; i++) {
		const struct plan_key *k = &keys[i].shown;

		if (!plan_has(p, k) ||
		    (scene_only && k->key_class != PLAN_SCENE))
			continue;
		(void)plan_get(p, k->name, value);
		add_line(lines, k->name, value);
	}
	for (size_t i = 0; i < p->extras; i++)
		add_line(lines, p->extra[i].name, p->extra[i].value);
	return lines;
}

int plan_fingerprint(const struct plan *p, uint64_t *out, struct diag *d)
{
	char *lines = plan_lines(p, 1);

	if (lines == NULL)
		return diag_system(d, ENOMEM, "plan");
	*out = digest64(lines, strlen(lines));
	free(lines);
	return 0;
}

uint64_t plan_checkpoints(const struct plan *p)
{
	return (p->samples - 1) / p->interval + 1;
}

uint64_t plan_checkpoint_count(const struct plan *p, uint64_t k)
{
	uint64_t left = p->samples - k * p->interval;

	return left < p->interval ? left : p->interval;
}

struct range plan_checkpoint_range(const struct plan *p, uint64_t k)
{
	uint64_t first = k * p->interval;

	return (struct range){
		first, first + plan_checkpoint_count(p, k) - 1,
	};
}

void plan_checkpoint_name(uint64_t k, char name[PLAN_NAME_MAX])
{
	(void)snprintf(name, PLAN_NAME_MAX, "checkpoint_%05" PRIu64 ".npz", k);
}

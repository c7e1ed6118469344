/* Check a plan as a whole; compute its fingerprint and its checkpoints. */
#include "plan/plan.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/format_files.h"
#include "base/digest.h"
#include "base/number.h"
#include "base/text.h"
#include "plan/sample_fields.h"

/* All lines of a plan, with the NUL. */
#define LINES_MAX \
	((size_t)(PLAN_KEYS_MAX + PLAN_EXTRAS_MAX + 1) * PLAN_LINE_MAX)

int plan_is_ours(const struct plan *p)
{
	return strncmp(p->renderer, "vg/", 3) == 0;
}

int plan_has(const struct plan *p, const struct plan_key *k)
{
	return plan_is_ours(p) || k->key_class != PLAN_SCENE ||
	       strcmp(k->option.name, "renderer") == 0;
}

int plan_has_floor(const struct plan *p)
{
	return p->style != PLAN_DISC || p->background == PLAN_COLOUR_STUDIO;
}

/* Refuse keys without effect, as likely mistakes. For our own renderer. */
static int check_scene(const struct plan *p, struct diag *d)
{
	struct plan initial;

	plan_defaults(&initial);
	if (p->framing != PLAN_AUTO &&
	    p->coverage_micro != initial.coverage_micro)
		return diag_invalid(d, "coverage: requires framing auto");
	if (p->framing == PLAN_AUTO && p->distance_micro > 0)
		return diag_invalid(d, "distance: requires framing workspace");
	if (p->style != PLAN_DISC && p->radius_micro > 0)
		return diag_invalid(d, "radius: requires style disc; the "
		                       "radius of a ball follows from its "
		                       "distance");
	if (p->colour < PLAN_COLOUR_WORD && p->colour == p->background)
		return diag_invalid(d, "colour: must differ from background");
	return 0;
}

/* The word of choice VALUE of key NAME. */
static const char *word_of(const char *name, uint64_t value)
{
	return plan_key_find(name)->option.words[value].word;
}

/* Refuse checkpoints that the format cannot hold, if their size is known. */
static int check_unpacked(const struct plan *p, struct diag *d)
{
	uint64_t most = format_files_of(p->format)->unpacked_max;
	double bytes = sample_fields_bytes(p) * (double)plan_checkpoint_count(p, 0);
	char size[NUMBER_BYTES_MAX], limit[NUMBER_BYTES_MAX];

	if (most == 0 || bytes <= (double)most)
		return 0;
	number_format_bytes(bytes, size);
	number_format_bytes((double)most, limit);
	return diag_invalid(d, "interval: %" PRIu64 ": a checkpoint would "
	                    "unpack to %s; at most %s are possible with format "
	                    "%s", p->interval, size, limit,
	                    word_of("format", p->format));
}

/* Refuse what is not settled, and a compression that the format lacks. */
static int check_storage(const struct plan *p, struct diag *d)
{
	if (p->format == FORMAT_AUTO)
		return diag_invalid(d, "format: auto: must be settled");
	if (format_files_of(p->format)->suffix[p->compress] == NULL)
		return diag_invalid(d, "compress: %s: not for format %s",
		                    word_of("compress", p->compress),
		                    word_of("format", p->format));
	return check_unpacked(p, d);
}

int plan_check(const struct plan *p, struct diag *d)
{
	if (p->interval == PLAN_INTERVAL_AUTO)
		return diag_invalid(d, "interval: auto: must be a number");
	if (check_storage(p, d) != 0)
		return -1;
	if (plan_checkpoints(p) > PLAN_CHECKPOINTS_MAX)
		return diag_invalid(d,
		                    "interval: %" PRIu64 ": %" PRIu64
		                    " samples would make %" PRIu64
		                    " checkpoints; at most %" PRIu64,
		                    p->interval, p->samples,
		                    plan_checkpoints(p), PLAN_CHECKPOINTS_MAX);
	if (plan_is_ours(p) && strcmp(p->renderer, PLAN_RENDERER) != 0)
		return diag_invalid(d, "renderer: %s: this version is %s",
		                    p->renderer, PLAN_RENDERER);
	if (plan_is_ours(p) && p->extras > 0)
		return diag_invalid(d,
		                    "%s: free keys require a renderer other "
		                    "than %s",
		                    p->extra[0].name, PLAN_RENDERER);
	return plan_is_ours(p) ? check_scene(p, d) : 0;
}

char *plan_lines(const struct plan *p, int scene_only)
{
	char *lines = malloc(LINES_MAX);
	char value[PLAN_TEXT_MAX];
	const struct plan_key *k;
	struct text text;

	if (lines == NULL)
		return NULL;
	text_begin(&text, lines, LINES_MAX);
	for (size_t i = 0; (k = plan_key_at(i)) != NULL; i++) {
		if (!plan_has(p, k) ||
		    (scene_only && k->key_class != PLAN_SCENE))
			continue;
		(void)plan_get(p, k->option.name, value);
		text_put(&text, "%s = %s\n", k->option.name, value);
	}
	for (size_t i = 0; i < p->extras; i++)
		text_put(&text, "%s = %s\n", p->extra[i].name,
		         p->extra[i].value);
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

const char *plan_class_name(uint64_t label)
{
	static const char *const names[PLAN_CLASSES_MAX] = {
		"linear", "circular", "helical", "parabolic",
	};

	return label < PLAN_CLASSES_MAX ? names[label] : "";
}

/* Item number N of LIST, which has commas between items, or NULL. */
static const char *item_of(const char *list, uint64_t n, size_t *length)
{
	for (; n > 0 && list != NULL; n--) {
		list = strchr(list, ',');
		list = list != NULL ? list + 1 : NULL;
	}
	if (list == NULL)
		return NULL;
	list += strspn(list, " ");
	*length = strcspn(list, ",");
	while (*length > 0 && list[*length - 1] == ' ')
		--*length;
	return *length > 0 ? list : NULL;
}

/* The names in x-classes, or NULL. */
static const char *own_classes(const struct plan *p)
{
	for (size_t i = 0; i < p->extras; i++)
		if (strcmp(p->extra[i].name, "x-classes") == 0)
			return p->extra[i].value;
	return NULL;
}

uint64_t plan_named_classes(const struct plan *p)
{
	const char *names = own_classes(p);
	uint64_t n;

	if (plan_is_ours(p))
		return p->classes;
	if (names == NULL)
		return 0;
	for (n = 1; (names = strchr(names, ',')) != NULL; n++)
		names++;
	return n;
}

void plan_class_text(const struct plan *p, uint64_t label,
                     char text[PLAN_TEXT_MAX])
{
	const char *name = NULL, *names = own_classes(p);
	size_t length = 0;

	if (plan_is_ours(p)) {
		name = plan_class_name(label);
		length = strlen(name);
	} else if (names != NULL) {
		name = item_of(names, label, &length);
	}
	if (name != NULL && length > 0)
		(void)snprintf(text, PLAN_TEXT_MAX, "%.*s", (int)length, name);
	else
		(void)snprintf(text, PLAN_TEXT_MAX, "class %" PRId64,
		               (int64_t)label);
}

int plan_same_storage(const struct plan *a, const struct plan *b)
{
	return a->format == b->format && a->compress == b->compress;
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

static const char before_number[] = "checkpoint_";

void plan_checkpoint_name(const struct plan *p, uint64_t k,
                          char name[PLAN_NAME_MAX])
{
	const char *suffix = format_files_of(p->format)->suffix[p->compress];

	memcpy(name, before_number, sizeof before_number - 1);
	name = number_put(name + sizeof before_number - 1, k, 5);
	memcpy(name, suffix, strlen(suffix) + 1);
}

int plan_is_checkpoint_name(const char *name, uint64_t *k)
{
	const char *suffix = format_suffix_of(name);
	const char *digits = name + sizeof before_number - 1;
	char again[24];
	size_t length;

	if (suffix == NULL ||
	    strncmp(name, before_number, sizeof before_number - 1) != 0)
		return 0;
	length = (size_t)(name + strlen(name) - strlen(suffix) - digits);
	if (number_parse_n(digits, length, PLAN_CHECKPOINTS_MAX - 1, k) != 0)
		return 0;
	*number_put(again, *k, 5) = '\0';
	return strlen(again) == length && memcmp(again, digits, length) == 0;
}

/* The plan's keys as command-line options, and what was given of them. */
#include "plan/plan_options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/format_files.h"

#define EXTRA_FORM "KEY=VALUE"

/* KEY is NULL for --extra. */
static int note(struct plan_options *o, const struct plan_key *key,
                const char *text, struct diag *d)
{
	if (o->given == PLAN_OPTIONS_GIVEN_MAX)
		return diag_invalid(d, "at most %d plan options are allowed",
		                    PLAN_OPTIONS_GIVEN_MAX);
	o->item[o->given].key = key;
	o->item[o->given].text = text;
	o->given++;
	return 0;
}

/* A value that is not allowed is refused at once, in a plan for trial. */
static int take_key(const struct option_spec *s, void *value,
                    const char *text, struct diag *d)
{
	const struct plan_key *key = plan_key_find(s->name);
	struct plan trial;

	if (option_set(&key->option, &trial, text, d) != 0)
		return -1;
	return note(value, key, text, d);
}

static int take_extra(const struct option_spec *s, void *value,
                      const char *text, struct diag *d)
{
	const char *equals = strchr(text, '=');

	(void)s;
	if (equals == NULL || equals - text >= PLAN_NAME_MAX - 2)
		return diag_invalid(d, "must be " EXTRA_FORM
		                    ", KEY of at most %d bytes",
		                    PLAN_NAME_MAX - 3);
	return note(value, NULL, text, d);
}

/* Append the options to the *COUNT at SPECS. */
static void add_options(struct option_spec *specs, size_t *count,
                        size_t offset, int scene_only)
{
	static const char group[] = "scene options";
	const char *excludes = scene_only ? "dir" : NULL;
	const struct plan_key *k;

	for (size_t i = 0; (k = plan_key_at(i)) != NULL; i++) {
		struct option_spec *s = &specs[*count];

		if (scene_only && k->key_class != PLAN_SCENE)
			continue;
		*s = k->option;
		s->group = k->key_class == PLAN_SCENE ? group : NULL;
		s->excludes = excludes;
		s->offset = offset;
		s->take = take_key;
		++*count;
	}
	specs[(*count)++] = (struct option_spec){
		.name = "extra", .letter = 'x', .argument = EXTRA_FORM,
		.help = "set key x-KEY, for another renderer",
		.group = group, .excludes = excludes,
		.type = OPTION_OTHER, .offset = offset, .take = take_extra,
	};
}

int plan_options_parse(const struct tool *own, size_t offset, int scene_only,
                       int argc, char **argv, void *request, struct diag *d)
{
	struct option_spec *specs =
	    calloc(own->count + PLAN_KEYS_MAX + 1, sizeof *specs);
	struct tool tool = *own;
	int result;

	if (specs == NULL)
		return diag_system(d, ENOMEM, "options");
	memcpy(specs, own->options, own->count * sizeof *specs);
	add_options(specs, &tool.count, offset, scene_only);
	tool.options = specs;
	result = options_parse(&tool, argc, argv, request, d);
	free(specs);
	return result;
}

/* TEXT is KEY=VALUE, the KEY no longer than take_extra lets it be. */
static int apply_extra(struct plan *p, const char *text, struct diag *d)
{
	const char *equals = strchr(text, '=');
	char name[PLAN_NAME_MAX];

	(void)snprintf(name, sizeof name, "x-%.*s", (int)(equals - text),
	               text);
	return plan_set(p, name, equals + 1, d);
}

const char *plan_options_text(const struct plan_options *o, const char *name)
{
	for (size_t i = o->given; i > 0; i--)
		if (o->item[i - 1].key != NULL &&
		    strcmp(o->item[i - 1].key->option.name, name) == 0)
			return o->item[i - 1].text;
	return NULL;
}

int plan_options_apply(const struct plan_options *o, struct plan *p,
                       struct diag *d)
{
	uint64_t format = p->format;

	for (size_t i = 0; i < o->given; i++) {
		const struct plan_key *k = o->item[i].key;
		const char *text = o->item[i].text;

		if ((k == NULL ? apply_extra(p, text, d)
		               : plan_set(p, k->option.name, text, d)) != 0)
			return -1;
	}
	for (size_t i = 0; i < o->given; i++) {
		const struct plan_key *k = o->item[i].key;

		if (k != NULL && !plan_has(p, k))
			return diag_invalid(d,
			                    "%s: is not for renderer %s; give "
			                    "it what it needs with --extra",
			                    k->option.name, p->renderer);
	}
	/* Another format may not have the compression of the first. */
	if (p->format != format && plan_options_text(o, "compress") == NULL)
		p->compress = FORMAT_COMPRESS_AUTO;
	plan_settle(p);
	return plan_check(p, d);
}

static int agree(const struct plan *says, const struct plan *asked,
                 const char *name, const char *file, struct diag *d)
{
	char was[PLAN_TEXT_MAX] = "nothing", wanted[PLAN_TEXT_MAX] = "nothing";

	(void)plan_get(says, name, was);
	(void)plan_get(asked, name, wanted);
	if (strcmp(was, wanted) == 0)
		return 0;
	return diag_data(d, "%s: %s says %s, asked for %s", name, file, was,
	                 wanted);
}

int plan_options_agree(const struct plan *says, const struct plan *asked,
                       const char *file, struct diag *d)
{
	const struct plan_key *k;

	for (size_t i = 0; (k = plan_key_at(i)) != NULL; i++)
		if (strcmp(k->option.name, "samples") != 0 &&
		    (plan_has(says, k) || plan_has(asked, k)) &&
		    agree(says, asked, k->option.name, file, d) != 0)
			return -1;
	for (size_t i = 0; i < asked->extras; i++)
		if (agree(says, asked, asked->extra[i].name, file, d) != 0)
			return -1;
	if (asked->samples < says->samples) {
		(void)agree(says, asked, "samples", file, d);
		return -1;
	}
	return 0;
}

#include "plan/plan_options.h"

#include <stdio.h>
#include <string.h>

#define ID_EXTRA (PLAN_OPTIONS_ID + PLAN_OPTIONS_MAX - 1)

void plan_options_specs(struct option_spec *specs, size_t *count,
                        int scene_only)
{
	const struct plan_key *k;

	for (size_t i = 0; (k = plan_key_at(i)) != NULL; i++) {
		if (scene_only && k->key_class != PLAN_SCENE)
			continue;
		specs[(*count)++] = (struct option_spec){
			PLAN_OPTIONS_ID + (int)i,
			k->letter,
			k->name,
			k->argument,
			k->help,
			k->initial,
		};
	}
	specs[(*count)++] = (struct option_spec){
		ID_EXTRA,    'x', "extra", "KEY=VALUE",
		"set key x-KEY, for another renderer", NULL,
	};
}

int plan_options_take(struct plan_options *o, int id, const char *text,
                      struct diag *d)
{
	if (id < PLAN_OPTIONS_ID || id > ID_EXTRA)
		return 0;
	if (o->given == PLAN_OPTIONS_GIVEN_MAX)
		return diag_invalid(d, "more than %d plan options",
		                    PLAN_OPTIONS_GIVEN_MAX);
	o->item[o->given].id = id;
	o->item[o->given].text = text;
	o->given++;
	return 1;
}

static int apply_extra(struct plan *p, const char *text, struct diag *d)
{
	const char *equals = strchr(text, '=');
	char name[PLAN_NAME_MAX];

	if (equals == NULL || equals - text >= PLAN_NAME_MAX - 2)
		return diag_invalid(d, "--extra %s: not of the form KEY=VALUE",
		                    text);
	(void)snprintf(name, sizeof name, "x-%.*s", (int)(equals - text),
	               text);
	return plan_set(p, name, equals + 1, d);
}

int plan_options_apply(const struct plan_options *o, struct plan *p,
                       struct diag *d)
{
	for (size_t i = 0; i < o->given; i++) {
		int id = o->item[i].id;
		const char *text = o->item[i].text;
		const struct plan_key *k =
		    plan_key_at((size_t)(id - PLAN_OPTIONS_ID));

		if ((id == ID_EXTRA ? apply_extra(p, text, d)
		                    : plan_set(p, k->name, text, d)) != 0)
			return -1;
	}
	for (size_t i = 0; i < o->given; i++) {
		const struct plan_key *k =
		    plan_key_at((size_t)(o->item[i].id - PLAN_OPTIONS_ID));

		if (k != NULL && !plan_has(p, k))
			return diag_invalid(d,
			                    "%s: is not for renderer %s; give "
			                    "it what it needs with --extra",
			                    k->name, p->renderer);
	}
	return plan_check(p, d);
}

static int agree(const struct plan *says, const struct plan *asked,
                 const char *name, struct diag *d)
{
	char was[PLAN_TEXT_MAX] = "nothing", wanted[PLAN_TEXT_MAX] = "nothing";

	(void)plan_get(says, name, was);
	(void)plan_get(asked, name, wanted);
	if (strcmp(was, wanted) == 0)
		return 0;
	return diag_data(d, "%s: PLAN.txt says %s, asked for %s", name, was,
	                 wanted);
}

int plan_options_agree(const struct plan *says, const struct plan *asked,
                       struct diag *d)
{
	const struct plan_key *k;

	for (size_t i = 0; (k = plan_key_at(i)) != NULL; i++)
		if (strcmp(k->name, "samples") != 0 &&
		    (plan_has(says, k) || plan_has(asked, k)) &&
		    agree(says, asked, k->name, d) != 0)
			return -1;
	for (size_t i = 0; i < asked->extras; i++)
		if (agree(says, asked, asked->extra[i].name, d) != 0)
			return -1;
	if (asked->samples < says->samples) {
		(void)agree(says, asked, "samples", d);
		return -1;
	}
	return 0;
}

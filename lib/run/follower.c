/* Start vg-progress with the options of a run. */
#include "run/follower.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "run/child.h"

/* The program, six options with values, --once, --quiet, the end. */
#define ARGUMENTS_MAX (16 + 2 * PUBLISHER_OUTS_MAX)

struct command {
	const char *argument[ARGUMENTS_MAX];
	size_t count;
	char every[24], pid[24];
};

static void add(struct command *c, const char *option, const char *value)
{
	if (value == NULL)
		return;
	c->argument[c->count++] = option;
	c->argument[c->count++] = value;
}

static void compose(struct command *c, const struct run_options *o)
{
	*c = (struct command){ .argument = { "vg-progress" }, .count = 1 };
	(void)snprintf(c->every, sizeof c->every, "%" PRIu64, o->every_s);
	add(c, "-d", o->dir);
	add(c, "--every", c->every);
	for (size_t i = 0; o->out[i] != NULL; i++)
		add(c, "--out", o->out[i]);
	add(c, "--html", o->html);
	add(c, "--exec", o->command);
}

pid_t follower_start(const struct run_options *o, pid_t engine, struct diag *d)
{
	struct command c;
	struct child_setup child = { .argv = c.argument, .input_fd = -1,
		                     .report_fd = -1 };

	compose(&c, o);
	(void)snprintf(c.pid, sizeof c.pid, "%ld", (long)engine);
	add(&c, "--pid", c.pid);
	return child_start(&child, d);
}

pid_t follower_start_once(const struct run_options *o, int works,
                          struct diag *d)
{
	struct command c;
	struct child_setup child = { .argv = c.argument, .input_fd = -1,
		                     .report_fd = -1 };

	compose(&c, o);
	(void)snprintf(c.pid, sizeof c.pid, "%ld", (long)getpid());
	add(&c, "--pid", works ? c.pid : NULL);
	c.argument[c.count++] = "--once";
	c.argument[c.count++] = "--quiet";
	return child_start(&child, d);
}

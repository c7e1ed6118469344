/* vg-render: render ranges of samples as a record stream. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/fdio.h"
#include "base/options.h"
#include "base/range.h"
#include "dataset/dataset.h"
#include "plan/plan.h"
#include "plan/plan_options.h"
#include "scene/scene.h"
#include "stream/record_stream.h"

#include "status.h"

struct request {
	const char *dir; /* or NULL */
	int lend;
	struct plan_options keys;
	char **ranges;   /* of argv, NULL at the end */
};

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR",
	  .help = "dataset directory, whose PLAN.txt has the scene",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "lend",
	  .help = "lend samples to the pipe; only when vg-pack reads it",
	  OPTION_IS_FLAG(struct request, lend) },
};

static const struct tool tool = {
	.name = "vg-render",
	.summary = "Render ranges of samples, from operands or else from "
	           "standard input, as a record stream.",
	.options = options,
	.count = sizeof options / sizeof *options,
	.operand = "RANGE",
	.operands_max = OPERANDS_ANY,
	.operands = offsetof(struct request, ranges),
};

/* Read the plan from the directory, or make it from the options. */
static int get_plan(const struct request *r, struct plan *p, struct diag *d)
{
	struct dataset s = DATASET_CLOSED;
	int result;

	if (r->dir == NULL) {
		plan_defaults(p);
		p->samples = PLAN_SAMPLES_MAX;
		p->interval = PLAN_INTERVAL_MAX;
		result = plan_options_apply(&r->keys, p, d);
	} else {
		result = dataset_open(&s, r->dir, d);
		if (result == 0)
			*p = s.plan;
		dataset_close(&s);
	}
	if (result == 0 && !plan_is_ours(p))
		return diag_data(d, "renderer: the plan's is %s, this is %s",
		                 p->renderer, PLAN_RENDERER);
	return result == 0 ? scene_check(p, d) : -1;
}

static int render_range(struct scene *s, struct record_writer *w,
                        struct range range, struct diag *d)
{
	if (record_writer_begin(w, range.first, range.last - range.first + 1,
	                        d) != 0)
		return -1;
	for (uint64_t i = range.first; i <= range.last; i++) {
		scene_render(s, i, w->payload);
		if (record_writer_write(w, d) != 0)
			return -1;
	}
	return record_writer_end(w, d);
}

static int check_range(const struct plan *p, struct range range,
                       enum diag_kind kind, struct diag *d)
{
	char text[RANGE_TEXT];

	if (range.last < p->samples)
		return 0;
	range_format(range, text);
	(void)diag_invalid(d, "range %s: the plan has samples 0-%ju only", text,
	                   (uintmax_t)(p->samples - 1));
	d->kind = kind;
	return -1;
}

/* Check every operand before rendering the first. */
static int render_operands(struct scene *s, struct record_writer *w,
                           const struct plan *p, char **ranges, struct diag *d)
{
	struct range range;

	for (char **r = ranges; *r != NULL; r++)
		if (range_parse(*r, &range, d) != 0 ||
		    check_range(p, range, DIAG_INVALID, d) != 0)
			return -1;
	for (char **r = ranges; *r != NULL; r++)
		if (range_parse(*r, &range, d) != 0 ||
		    render_range(s, w, range, d) != 0)
			return -1;
	return 0;
}

static int render_stdin(struct scene *s, struct record_writer *w,
                        const struct plan *p, struct diag *d)
{
	struct range range;
	int got, any = 0;

	while ((got = range_read(stdin, &range, d)) > 0) {
		if (check_range(p, range, DIAG_DATA, d) != 0)
			return diag_within(d, "standard input");
		if (render_range(s, w, range, d) != 0)
			return -1;
		any = 1;
	}
	if (got < 0)
		return diag_within(d, "standard input");
	/* An empty segment tells the reader that there was nothing to do. */
	if (!any && (record_writer_begin(w, 0, 0, d) != 0 ||
	             record_writer_end(w, d) != 0))
		return -1;
	return 0;
}

static int run(const struct request *r, struct diag *d)
{
	struct record_writer w = { 0 };
	struct record_head head = { 0 };
	struct scene *s = NULL;
	struct plan p;
	int result;

	/* In `vg-plan | vg-render`, the plan exists when a range arrives. */
	if (*r->ranges == NULL)
		(void)ungetc(getc(stdin), stdin);
	if (get_plan(r, &p, d) != 0)
		return -1;
	result = plan_fingerprint(&p, &head.fingerprint, d);
	if (result == 0)
		result = scene_open(&s, &p, d);
	if (result == 0)
		result = scene_head(s, &head, d);
	if (result == 0)
		result = record_writer_init(&w, STDOUT_FILENO,
		                            "standard output", &head, d);
	if (result == 0 && r->lend)
		record_writer_lend(&w);
	if (result == 0)
		result = *r->ranges != NULL
		             ? render_operands(s, &w, &p, r->ranges, d)
		             : render_stdin(s, &w, &p, d);
	record_writer_free(&w);
	scene_close(s);
	return result;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct diag d;
	int go;

	fdio_guard_standard();
	go = plan_options_parse(&tool, offsetof(struct request, keys), 1,
	                        argc, argv, &r, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go > 0 && isatty(STDOUT_FILENO))
		go = diag_invalid(
		    &d, "standard output is a terminal; pipe the records "
			"into vg-pack");
	if (go < 0 || run(&r, &d) != 0)
		return status_report(&d, tool.name);
	if (close(STDOUT_FILENO) != 0) {
		(void)diag_system(&d, errno, "standard output: close");
		return status_report(&d, tool.name);
	}
	return STATUS_DONE;
}

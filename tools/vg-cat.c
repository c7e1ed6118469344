/* vg-cat: write committed samples as a record stream. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/fdio.h"
#include "base/options.h"
#include "base/range.h"
#include "base/share.h"
#include "dataset/dataset.h"
#include "plan/plan.h"
#include "readout/readout.h"

#include "status.h"

struct request {
	const char *dir;
	struct readout_choice choice;
	uint64_t shuffle; /* the seed, or OPTION_NOT_GIVEN */
	char **ranges;    /* of argv, NULL at the end */
};

static const struct option_word splits[] = {
	{ "train", NULL }, { "val", NULL }, { "test", NULL },
	{ "all", NULL }, { NULL, NULL },
};

#define SPLIT_ALL 3

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "split", .argument = "NAME", .initial = "all",
	  .help = "only the samples of this split", .words = splits,
	  OPTION_IS_CHOICE(struct request, choice.split) },
	{ .name = "class", .argument = "N",
	  .help = "only the samples of this class",
	  OPTION_IS_COUNT(struct request, choice.class_number),
	  .min = 0, .max = INT64_MAX },
	{ .name = "fields", .argument = "NAME,...",
	  .help = "only these arrays of each sample",
	  OPTION_IS_TEXT(struct request, choice.fields) },
	{ .name = "shuffle", .argument = "SEED",
	  .help = "shuffle the checkpoints, and samples within a window",
	  OPTION_IS_COUNT(struct request, shuffle), .min = 0,
	  .max = UINT64_MAX - 1 },
	{ .name = "epochs", .argument = "N", .initial = "1",
	  .help = "all of it so many times, 0 for ever; shuffled anew each "
	          "time",
	  OPTION_IS_COUNT(struct request, choice.epochs), .min = 0,
	  .max = UINT64_MAX - 1 },
	{ .name = "part", .argument = "I/N",
	  .help = "the I-th of N disjoint shares",
	  .type = OPTION_OTHER, .parse = share_parse,
	  .offset = offsetof(struct request, choice.part) },
	{ .name = "partial",
	  .help = "leave out samples that are missing",
	  OPTION_IS_FLAG(struct request, choice.partial) },
	{ .name = "lend",
	  .help = "lend samples to the pipe; only when vg-pack reads it",
	  OPTION_IS_FLAG(struct request, choice.lend) },
};

static const struct tool tool = {
	.name = "vg-cat",
	.summary = "Write committed samples, all or those of the ranges, as a "
	           "record stream.",
	.options = options,
	.count = sizeof options / sizeof *options,
	.operand = "RANGE",
	.operands_max = OPERANDS_ANY,
	.operands = offsetof(struct request, ranges),
};

/* Whether the ranges come from standard input. */
static int from_stdin(const struct request *r)
{
	return *r->ranges != NULL && strcmp(r->ranges[0], "-") == 0;
}

/* Finish what the options leave to be said. */
static int settle(struct request *r, struct diag *d)
{
	struct readout_choice *c = &r->choice;

	if (c->split == SPLIT_ALL)
		c->split = READOUT_ANY;
	c->is_shuffled = r->shuffle != OPTION_NOT_GIVEN;
	c->seed = r->shuffle;
	if (!from_stdin(r))
		return 0;
	if (r->ranges[1] != NULL)
		return diag_invalid(d, "-: must be the only operand");
	if (c->is_shuffled || c->epochs != 1 || c->part.count > 1)
		return diag_invalid(d, "--shuffle, --epochs and --part need "
		                    "all ranges at once: give them as "
		                    "operands");
	return 0;
}

static int check_range(const struct plan *p, struct range range,
                       struct diag *d)
{
	char text[RANGE_TEXT];

	if (range.last < p->samples)
		return 0;
	range_format(range, text);
	return diag_invalid(d, "range %s: the plan has samples 0-%ju only",
	                    text, (uintmax_t)(p->samples - 1));
}

static int write_operands(struct readout *out, const struct plan *p,
                          char **operands, struct diag *d)
{
	struct range all = { 0, p->samples - 1 }, *range;
	size_t n = 0;
	int result = 0;

	if (*operands == NULL)
		return readout_write(out, &all, 1, d);
	while (operands[n] != NULL)
		n++;
	range = calloc(n, sizeof *range);
	if (range == NULL)
		return diag_system(d, ENOMEM, "ranges");
	for (size_t i = 0; i < n && result == 0; i++) {
		result = range_parse(operands[i], &range[i], d);
		if (result == 0)
			result = check_range(p, range[i], d);
	}
	if (result == 0)
		result = readout_write(out, range, n, d);
	free(range);
	return result;
}

static int write_stdin(struct readout *out, const struct plan *p,
                       struct diag *d)
{
	struct range range;
	int got;

	while ((got = range_read(stdin, &range, d)) > 0) {
		got = check_range(p, range, d);
		if (got != 0) {
			d->kind = DIAG_DATA;
			break;
		}
		if (readout_write(out, &range, 1, d) != 0)
			return -1;
	}
	return got == 0 ? 0 : diag_within(d, "standard input");
}

static int run(const struct request *r, struct diag *d)
{
	struct dataset s = DATASET_CLOSED;
	struct readout *out = NULL;
	int result = dataset_open(&s, r->dir, d);

	if (result == 0)
		result = dataset_refresh(&s, NULL, d);
	if (result == 0)
		result = readout_open(&out, &s, &r->choice, STDOUT_FILENO,
		                      "standard output", d);
	if (result == 0)
		result = from_stdin(r)
		             ? write_stdin(out, &s.plan, d)
		             : write_operands(out, &s.plan, r->ranges, d);
	if (result == 0)
		result = readout_end(out, d);
	readout_close(out);
	dataset_close(&s);
	return result;
}

int main(int argc, char **argv)
{
	struct request r = { .choice.part = SHARE_ALL };
	struct diag d;
	int go;

	fdio_guard_standard();
	go = options_parse(&tool, argc, argv, &r, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go > 0 && settle(&r, &d) != 0)
		go = -1;
	if (go > 0 && isatty(STDOUT_FILENO))
		go = diag_invalid(
		    &d, "standard output is a terminal; pipe the records "
			"into vg-pack or vg-view");
	if (go < 0 || run(&r, &d) != 0)
		return status_report(&d, tool.name);
	if (close(STDOUT_FILENO) != 0) {
		(void)diag_system(&d, errno, "standard output: close");
		return status_report(&d, tool.name);
	}
	return STATUS_DONE;
}

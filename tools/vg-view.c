/* vg-view: show a record stream as a picture or video. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "base/fdio.h"
#include "base/number.h"
#include "base/options.h"
#include "base/range_list.h"
#include "dataset/dataset.h"
#include "plan/plan.h"
#include "readout/pick.h"
#include "stream/record.h"
#include "stream/record_stream.h"
#include "view/panes.h"
#include "view/tall_sheet.h"
#include "view/y4m.h"

#include "status.h"

struct grid {
	uint64_t rows, columns;
};

struct request {
	const char *dir; /* or NULL: records from standard input */
	struct grid grid; /* at most */
	uint64_t scale, rate, random, seed;
	struct range_list only;
	int y4m;
};

/* Where the samples come from. */
struct source {
	struct record_reader in; /* standard input … */
	struct dataset dataset;  /* … or this; its plan names the classes */
	struct pick pick;
	const struct record_head *head; /* of the last sample */
	const char *name;
};

static int parse_grid(const struct option_spec *s, void *value,
                      const char *text, struct diag *d)
{
	const char *x = strchr(text, 'x');
	struct grid g;

	if (x == NULL ||
	    number_parse_n(text, (size_t)(x - text), s->max, &g.rows) != 0 ||
	    number_parse(x + 1, s->max, &g.columns) != 0 || g.rows < s->min ||
	    g.columns < s->min)
		return diag_invalid(d, "must be %s, each between %" PRIu64
		                    " and %" PRIu64, s->argument, s->min,
		                    s->max);
	*(struct grid *)value = g;
	return 0;
}

static int parse_samples(const struct option_spec *s, void *value,
                         const char *text, struct diag *d)
{
	(void)s;
	if (range_list_parse(text, value, d) != 0)
		return diag_invalid(d, "must be indexes and ranges FIRST-LAST "
		                    "with commas between them, at most %d",
		                    RANGE_LIST_MAX);
	return 0;
}

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR",
	  .help = "show committed samples of this dataset instead of records",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "grid", .letter = 'g', .argument = "ROWSxCOLUMNS",
	  .help = "at most this many samples, and frames of each",
	  .initial = "8x16", .type = OPTION_COUNT, .min = 1, .max = 1000,
	  .parse = parse_grid, .offset = offsetof(struct request, grid) },
	{ .name = "sample", .argument = "LIST",
	  .help = "only these samples, such as 5,77,100-103",
	  .type = OPTION_OTHER, .parse = parse_samples,
	  .offset = offsetof(struct request, only) },
	{ .name = "random", .argument = "N", .requires = "dir",
	  .excludes = "sample", .help = "N committed samples at random",
	  OPTION_IS_COUNT(struct request, random),
	  .min = 1, .max = RANGE_LIST_MAX },
	{ .name = "seed", .argument = "N", .initial = "1",
	  .help = "other samples at random",
	  .requires = "random", OPTION_IS_COUNT(struct request, seed),
	  .max = UINT64_MAX },
	{ .name = "scale", .letter = 's', .argument = "N", .initial = "2",
	  .help = "magnification: pixels of the picture for each pixel",
	  OPTION_IS_COUNT(struct request, scale), .min = 1, .max = 16 },
	{ .name = "y4m",
	  .help = "write video, YUV4MPEG2, of every sample",
	  OPTION_IS_FLAG(struct request, y4m) },
	{ .name = "rate", .argument = "N", .initial = "8",
	  .help = "frames per second of the video", .requires = "y4m",
	  OPTION_IS_COUNT(struct request, rate), .min = 1, .max = 240 },
};

static const struct tool tool = {
	.name = "vg-view",
	.summary = "Show records from standard input, or samples of a dataset, "
	           "as a contact sheet, PNG, or as a video.",
	.options = options,
	.count = sizeof options / sizeof *options,
};

/* Read the next record of r->only. Returns 1; 0 at the end; -1 with a diag. */
static int next_record(const struct request *r, struct source *s,
                       struct record *record, struct diag *d)
{
	struct record_reader *in = &s->in;
	int got = 0;

	if (r->dir != NULL) {
		s->head = &s->pick.head;
		return pick_next(&s->pick, record, d);
	}
	s->head = &in->head;
	for (;;) {
		if (in->segments > 0)
			got = record_reader_read(in, NULL, record, d);
		if (got < 0)
			return -1;
		if (got > 0 && range_list_has(&r->only, record->index))
			return 1;
		if (got == 0 && (got = record_reader_next(in, d)) <= 0)
			return got;
	}
}

/* The title "17 circular", without the class if there is no label. */
static void title_of(const struct source *s, const struct record *record,
                     char *title, size_t size)
{
	const struct record_field *f = record_find(s->head, "labels");
	char class_text[PLAN_TEXT_MAX] = "";

	if (f != NULL && strcmp(f->dtype, "<i8") == 0 && f->dims == 0)
		plan_class_text(&s->dataset.plan,
		                bytes_get64(record->payload + f->offset),
		                class_text);
	(void)snprintf(title, size, "%" PRIu64 " %s", record->index,
	               class_text);
}

/* Check that a later segment has the same panes as the first. */
static int same_panes(const struct source *s, const struct panes *p,
                      struct diag *d)
{
	struct panes now;

	if (panes_of(s->head, &now, d) != 0)
		return -1;
	if (!panes_same(&now, p))
		return diag_data(d, "%s: segments of different shapes",
		                 s->name);
	return 0;
}

static int show_sheet(const struct request *r, struct source *in,
                      const struct panes *p, struct record *record,
                      struct diag *d)
{
	struct tall_sheet s;
	char title[PLAN_TEXT_MAX + 32];
	int got = 1;

	if (tall_sheet_init(&s, p, (unsigned)r->grid.rows,
	                    (unsigned)r->grid.columns, (unsigned)r->scale,
	                    in->head->payload_bytes, d) != 0) {
		tall_sheet_free(&s);
		if (d->kind == DIAG_INVALID)
			(void)diag_more(d, "reduce --grid or --scale");
		return -1;
	}
	while (got > 0 && (got = same_panes(in, p, d)) == 0) {
		title_of(in, record, title, sizeof title);
		got = tall_sheet_add(&s, title, record->payload, d);
		if (got != 0 || s.filled == r->grid.rows)
			break;
		got = next_record(r, in, record, d);
	}
	if (got >= 0)
		got = tall_sheet_write(&s, stdout, "standard output", d);
	tall_sheet_free(&s);
	return got;
}

static int show_video(const struct request *r, struct source *in,
                      const struct panes *p, struct record *record,
                      struct diag *d)
{
	unsigned scale = (unsigned)r->scale;
	int got = 1;

	if (y4m_begin(stdout, "standard output", p, (unsigned)r->rate, scale,
	              d) != 0) {
		if (d->kind == DIAG_INVALID)
			(void)diag_more(d, "reduce --scale");
		return -1;
	}
	while (got > 0) {
		if (same_panes(in, p, d) != 0 ||
		    y4m_add(stdout, "standard output", p, scale,
		            record->payload, d) != 0)
			return -1;
		got = next_record(r, in, record, d);
	}
	if (got == 0 && fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return got;
}

/* Open what is to be shown. With -d, R->only becomes what was chosen. */
static int open_source(struct request *r, struct source *s, struct diag *d)
{
	struct dataset *set = &s->dataset;

	if (r->dir == NULL) {
		s->name = "standard input";
		plan_defaults(&set->plan);
		return record_reader_init(&s->in, STDIN_FILENO, s->name, d);
	}
	s->name = r->dir;
	if (dataset_open(set, r->dir, d) != 0 ||
	    dataset_refresh(set, NULL, d) != 0)
		return -1;
	if (r->only.range[0].last == UINT64_MAX) /* all of them */
		r->only.range[0].last = set->plan.samples - 1;
	if (r->random != OPTION_NOT_GIVEN)
		pick_random(&r->only, set, r->random, r->seed);
	pick_begin(&s->pick, set, &r->only);
	return 0;
}

static int run(struct request *r, struct diag *d)
{
	struct source s = { .dataset = DATASET_CLOSED };
	struct record record;
	struct panes p;
	int result = open_source(r, &s, d);

	if (result == 0)
		result = next_record(r, &s, &record, d);
	if (result == 0)
		result = diag_data(d, "%s: no sample to show", s.name);
	else if (result > 0)
		result = panes_of(s.head, &p, d);
	if (result == 0)
		result = r->y4m ? show_video(r, &s, &p, &record, d)
		                : show_sheet(r, &s, &p, &record, d);
	pick_end(&s.pick);
	dataset_close(&s.dataset);
	record_reader_free(&s.in);
	return result;
}

int main(int argc, char **argv)
{
	struct request r = { .only = { 1, { { 0, UINT64_MAX } } } };
	struct diag d;
	int go;

	fdio_guard_standard();
	go = options_parse(&tool, argc, argv, &r, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go > 0 && isatty(STDOUT_FILENO))
		go = diag_invalid(&d, "standard output is a terminal; send the "
		                      "picture to a file: vg-view > look.png");
	if (go < 0 || run(&r, &d) != 0)
		return status_report(&d, tool.name);
	return STATUS_DONE;
}

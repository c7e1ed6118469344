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
#include "base/range.h"
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
	struct grid grid; /* at most */
	uint64_t scale, rate;
	struct range only;
	int y4m;
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

static int parse_range(const struct option_spec *s, void *value,
                       const char *text, struct diag *d)
{
	(void)s;
	if (range_parse(text, value, d) != 0)
		return diag_invalid(d, "must be FIRST-LAST, FIRST not after "
		                    "LAST, or one index");
	return 0;
}

static const struct option_spec options[] = {
	{ .name = "grid", .letter = 'g', .argument = "ROWSxCOLUMNS",
	  .help = "at most this many samples, and frames of each",
	  .initial = "8x16", .type = OPTION_COUNT, .min = 1, .max = 1000,
	  .parse = parse_grid, .offset = offsetof(struct request, grid) },
	{ .name = "sample", .argument = "RANGE",
	  .help = "only the samples of this range",
	  .type = OPTION_OTHER, .parse = parse_range,
	  .offset = offsetof(struct request, only) },
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
	.summary = "Show a record stream as a contact sheet, PNG, or as a "
	           "video.",
	.options = options,
	.count = sizeof options / sizeof *options,
};

/* Read the next record of r->only. Returns 1; 0 at the end; -1 with a diag. */
static int next_record(const struct request *r, struct record_reader *in,
                       struct record *record, struct diag *d)
{
	int got = 0;

	for (;;) {
		if (in->segments > 0)
			got = record_reader_read(in, NULL, record, d);
		if (got < 0)
			return -1;
		if (got > 0 && record->index >= r->only.first &&
		    record->index <= r->only.last)
			return 1;
		if (got == 0 && (got = record_reader_next(in, d)) <= 0)
			return got;
	}
}

/* The title "17 circular", without the class if the label is not one. */
static void title_of(const struct record_head *head,
                     const struct record *record, char *title, size_t size)
{
	static const char *const class_names[] = { "linear", "circular",
		                                   "helical", "parabolic" };
	const struct record_field *f = record_find(head, "labels");
	uint64_t label = 4;

	if (f != NULL && strcmp(f->dtype, "<i8") == 0 && f->dims == 0)
		label = bytes_get64(record->payload + f->offset);
	(void)snprintf(title, size, "%" PRIu64 " %s", record->index,
	               label < 4 ? class_names[label] : "");
}

/* Check that a later segment has the same panes as the first. */
static int same_panes(const struct record_reader *in, const struct panes *p,
                       struct diag *d)
{
	struct panes now;

	if (panes_of(&in->head, &now, d) != 0)
		return -1;
	if (!panes_same(&now, p))
		return diag_data(d, "%s: segments of different shapes",
		                 in->name);
	return 0;
}

static int show_sheet(const struct request *r, struct record_reader *in,
                      const struct panes *p, struct record *record,
                      struct diag *d)
{
	struct tall_sheet s;
	char title[64];
	int got = 1;

	if (tall_sheet_init(&s, p, (unsigned)r->grid.rows,
	                    (unsigned)r->grid.columns, (unsigned)r->scale,
	                    in->head.payload_bytes, d) != 0) {
		tall_sheet_free(&s);
		if (d->kind == DIAG_INVALID)
			(void)diag_more(d, "reduce --grid or --scale");
		return -1;
	}
	while (got > 0 && (got = same_panes(in, p, d)) == 0) {
		title_of(&in->head, record, title, sizeof title);
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

static int show_video(const struct request *r, struct record_reader *in,
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

static int run(const struct request *r, struct diag *d)
{
	struct record_reader in = { 0 };
	struct record record;
	struct panes p;
	int result = record_reader_init(&in, STDIN_FILENO, "standard input", d);

	if (result == 0)
		result = next_record(r, &in, &record, d);
	if (result == 0)
		result = diag_data(d, "standard input: no sample to show");
	else if (result > 0)
		result = panes_of(&in.head, &p, d);
	if (result == 0)
		result = r->y4m ? show_video(r, &in, &p, &record, d)
		                : show_sheet(r, &in, &p, &record, d);
	record_reader_free(&in);
	return result;
}

int main(int argc, char **argv)
{
	struct request r = { .only = { 0, UINT64_MAX } };
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

/* vg-view: records in, a picture to look at out. */
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
#include "image/pngfile.h"
#include "stream/record.h"
#include "stream/record_stream.h"
#include "view/contact_sheet.h"
#include "view/panes.h"
#include "view/y4m.h"

#include "status.h"

enum { GRID = 256, SAMPLE, SCALE, RATE, Y4M };

static const struct option_spec own_options[] = {
	{ GRID, 'g', "grid", "ROWSxCOLUMNS",
	  "at most so many samples, and frames of each", "8x16" },
	{ SAMPLE, 0, "sample", "RANGE", "only the samples of this range",
	  NULL },
	{ SCALE, 's', "scale", "N", "pixels a pixel, 1 to 16", "2" },
	{ Y4M, 0, "y4m", NULL, "write video, YUV4MPEG2, of every sample",
	  NULL },
	{ RATE, 0, "rate", "N", "frames a second of the video, 1 to 240",
	  "8" },
};

static const char *const usage[] = {
	"[--grid ROWSxCOLUMNS] [--sample RANGE] [--scale N] "
	"[--y4m [--rate N]]", NULL
};

static const struct tool tool = {
	"vg-view", usage,
	"Show a record stream as a contact sheet, PNG, or as a video.",
	own_options, sizeof own_options / sizeof *own_options
};

struct request {
	uint64_t rows, columns, scale, rate;
	struct range only;
	int y4m;
};

static int parse_grid(struct request *r, const char *text, struct diag *d)
{
	const char *x = strchr(text, 'x');

	if (x == NULL ||
	    number_parse_n(text, (size_t)(x - text), 1000, &r->rows) != 0 ||
	    number_parse(x + 1, 1000, &r->columns) != 0 || r->rows == 0 ||
	    r->columns == 0)
		return diag_invalid(d,
		                    "--grid %s: not of the form ROWSxCOLUMNS, "
		                    "1 to 1000 each",
		                    text);
	return 0;
}

static int parse_count(const char *name, const char *text, uint64_t max,
                       uint64_t *out, struct diag *d)
{
	if (number_parse(text, max, out) != 0 || *out == 0)
		return diag_invalid(d, "--%s %s: not 1 to %" PRIu64, name, text,
		                    max);
	return 0;
}

/* Returns 1, 0 when the tool is done already, or -1. */
static int parse(struct request *r, int argc, char **argv, struct diag *d)
{
	struct options o;
	const char *text;
	int id, operands = 0, bad = 0;

	if (options_begin(&o, &tool, argc, argv, d) != 0)
		return -1;
	while (!bad && (id = options_next(&o, &text, &operands, d)) > 0) {
		if (id == GRID)
			bad = parse_grid(r, text, d);
		else if (id == SAMPLE)
			bad = range_parse(text, &r->only, d);
		else if (id == SCALE)
			bad = parse_count("scale", text, 16, &r->scale, d);
		else if (id == RATE)
			bad = parse_count("rate", text, 240, &r->rate, d);
		else
			r->y4m = 1;
	}
	options_free(&o);
	if (bad || id == OPTIONS_ERROR)
		return -1;
	if (id == OPTIONS_ANSWERED)
		return 0;
	return options_no_operands(argc, argv, operands, d) == 0 ? 1 : -1;
}

/* The next record that was asked for. Returns 1, 0 at the end, or -1. */
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

/* "17 circular", as far as the record has a label that we know. */
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

/* A later segment must look like the first. */
static int same_panels(const struct record_reader *in, const struct panes *p,
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
	struct contact_sheet s;
	char title[64];
	int got = 1;

	if (contact_sheet_init(&s, p, (unsigned)r->rows, (unsigned)r->columns,
	                       (unsigned)r->scale, d) != 0) {
		contact_sheet_free(&s);
		return -1;
	}
	while (got > 0 && (got = same_panels(in, p, d)) == 0) {
		title_of(&in->head, record, title, sizeof title);
		contact_sheet_add(&s, record->payload, title);
		if (s.filled == r->rows)
			break;
		got = next_record(r, in, record, d);
	}
	if (got >= 0)
		got = pngfile_write(stdout, "standard output", s.rgb, s.width,
		                    contact_sheet_filled_height(&s), d);
	contact_sheet_free(&s);
	return got;
}

static int show_video(const struct request *r, struct record_reader *in,
                      const struct panes *p, struct record *record,
                      struct diag *d)
{
	unsigned scale = (unsigned)r->scale;
	int got = 1;

	if (y4m_begin(stdout, "standard output", p, (unsigned)r->rate, scale,
	              d) != 0)
		return -1;
	while (got > 0) {
		if (same_panels(in, p, d) != 0 ||
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
	struct request r = { .rows = 8, .columns = 16, .scale = 2, .rate = 8,
		             .only = { 0, UINT64_MAX } };
	struct diag d;
	int go;

	fdio_guard_standard();
	go = parse(&r, argc, argv, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go > 0 && isatty(STDOUT_FILENO))
		go = diag_invalid(&d, "standard output is a terminal; send the "
		                      "picture to a file: vg-view > look.png");
	if (go < 0 || run(&r, &d) != 0)
		return status_report(&d, tool.name);
	return STATUS_DONE;
}

/* vg-view: show a record stream as a picture or video. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
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
#include "run/movie.h"
#include "stream/record.h"
#include "stream/record_stream.h"
#include "view/film.h"
#include "view/panes.h"
#include "view/tall_sheet.h"

#include "status.h"

#define RATE 8 /* frames per second */
#define USUAL_ROWS 8
#define USUAL_COLUMNS 16
#define GRID_MAX 1000
#define GIF_RATE_MAX 50 /* a GIF that says more is played at 10 */

struct grid {
	uint64_t rows, columns;
};

struct request {
	const char *dir; /* or NULL: records from standard input */
	struct grid grid; /* at most; 0: not given */
	uint64_t scale, rate, random, seed;
	struct range_list only;
	int y4m;
	const char *mp4, *gif; /* files to make instead, or NULL */
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
	  .help = "at most this many samples, and frames of each; 8x16 if not "
	          "given, with all samples that are chosen",
	  .type = OPTION_COUNT, .min = 1, .max = GRID_MAX,
	  .parse = parse_grid, .offset = offsetof(struct request, grid) },
	{ .name = "sample", .argument = "LIST",
	  .help = "these samples, such as 5,77,100-103",
	  .type = OPTION_OTHER, .parse = parse_samples,
	  .offset = offsetof(struct request, only) },
	{ .name = "random", .argument = "N", .requires = "dir",
	  .help = "N committed samples at random, besides those of --sample",
	  OPTION_IS_COUNT(struct request, random),
	  .min = 1, .max = RANGE_LIST_MAX },
	{ .name = "seed", .argument = "N", .initial = "1",
	  .help = "other samples at random",
	  .requires = "random", OPTION_IS_COUNT(struct request, seed),
	  .max = UINT64_MAX },
	{ .name = "scale", .letter = 's', .argument = "N", .initial = "2",
	  .help = "magnification: pixels of the picture for each pixel, at most",
	  OPTION_IS_COUNT(struct request, scale), .min = 1, .max = 16 },
	{ .name = "y4m",
	  .help = "write video, YUV4MPEG2, of every sample",
	  OPTION_IS_FLAG(struct request, y4m) },
	{ .name = "mp4", .argument = "FILE", .excludes = "y4m",
	  .help = "make an MP4 file of it instead, with ffmpeg",
	  OPTION_IS_TEXT(struct request, mp4) },
	{ .name = "gif", .argument = "FILE", .excludes = "mp4",
	  .help = "make a GIF file of it instead, with ffmpeg",
	  OPTION_IS_TEXT(struct request, gif) },
	{ .name = "rate", .argument = "N",
	  .help = "frames per second of the video, 8 if not given",
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
		return diag_data(d, "%s: segments with different fields",
		                 s->name);
	return 0;
}

/* Say what to do about a picture that is too large, if it can be done. */
static void advise(const struct request *r, struct diag *d)
{
	if (d->kind == DIAG_INVALID && r->scale > 1)
		(void)diag_more(d, "reduce --scale");
	else if (d->kind == DIAG_INVALID && r->grid.columns > 1)
		(void)diag_more(d, "reduce --grid");
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
		advise(r, d);
		return -1;
	}
	while (got > 0 && (got = same_panes(in, p, d)) == 0) {
		title_of(in, record, title, sizeof title);
		got = tall_sheet_add(&s, title, record->payload, d);
		if (got != 0 || s.filled == s.rows)
			break;
		got = next_record(r, in, record, d);
	}
	if (got >= 0)
		got = tall_sheet_write(&s, stdout, "standard output", d);
	tall_sheet_free(&s);
	return got;
}

/* Write the samples, from RECORD on, to OUT as YUV4MPEG2. */
static int write_film(const struct request *r, struct source *in, FILE *out,
                      const char *name, const struct panes *p,
                      struct record *record, struct diag *d)
{
	struct film film;
	char title[PLAN_TEXT_MAX + 32];
	unsigned rate = r->rate != OPTION_NOT_GIVEN ? (unsigned)r->rate : RATE;
	int got = film_begin(&film, out, name, p, (unsigned)r->scale, rate,
	                     d) == 0 ? 1 : -1;

	if (got < 0)
		advise(r, d);
	while (got > 0 && (got = same_panes(in, p, d)) == 0) {
		title_of(in, record, title, sizeof title);
		got = film_add(&film, title, record->payload, d);
		if (got == 0)
			got = next_record(r, in, record, d);
	}
	film_free(&film);
	if (got == 0 && fflush(out) != 0)
		return diag_system(d, errno, "%s: write", name);
	return got;
}

/* Whether ffmpeg, rather than its pipe, is to say what failed. */
static int is_broken_pipe(const struct diag *d)
{
	return d->kind == DIAG_SYSTEM && d->errnum == EPIPE;
}

static int show_movie(const struct request *r, struct source *in,
                      const struct panes *p, struct record *record,
                      struct diag *d)
{
	struct movie m;
	int result;

	(void)signal(SIGPIPE, SIG_IGN);
	result = r->mp4 != NULL ? movie_begin(&m, r->mp4, MOVIE_MP4, d)
	                        : movie_begin(&m, r->gif, MOVIE_GIF, d);
	if (result == 0)
		result = write_film(r, in, m.in, MOVIE_ENCODER, p, record, d);
	if (result == 0 || (m.in != NULL && is_broken_pipe(d)))
		result = movie_end(&m, d);
	movie_abandon(&m);
	return result;
}

static int show(const struct request *r, struct source *in,
                const struct panes *p, struct record *record, struct diag *d)
{
	if (r->mp4 != NULL || r->gif != NULL)
		return show_movie(r, in, p, record, d);
	return r->y4m ? write_film(r, in, stdout, "standard output", p, record,
	                           d)
	              : show_sheet(r, in, p, record, d);
}

/* Whether L is all samples, as it is without --sample. */
static int has_all(const struct range_list *l)
{
	return l->count == 1 && l->range[0].last == UINT64_MAX;
}

/* The usual grid, if none is given, with a row for each sample chosen. */
static void choose_grid(struct request *r)
{
	uint64_t rows = r->random != OPTION_NOT_GIVEN ? r->random : 0;

	if (r->grid.rows > 0)
		return;
	for (size_t i = 0; i < r->only.count && !has_all(&r->only); i++) {
		uint64_t more = r->only.range[i].last - r->only.range[i].first;

		rows += more < GRID_MAX ? more + 1 : GRID_MAX;
	}
	if (rows == 0)
		rows = USUAL_ROWS;
	r->grid.rows = rows < GRID_MAX ? rows : GRID_MAX;
	r->grid.columns = USUAL_COLUMNS;
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
	if (has_all(&r->only) && r->random != OPTION_NOT_GIVEN)
		r->only.count = 0;
	else if (has_all(&r->only))
		r->only.range[0].last = set->plan.samples - 1;
	if (r->random != OPTION_NOT_GIVEN &&
	    pick_random(&r->only, set, r->random, r->seed) != 0)
		return diag_invalid(d, "--random %" PRIu64 ": more than %d "
		                    "ranges with those of --sample", r->random,
		                    RANGE_LIST_MAX);
	pick_begin(&s->pick, set, &r->only);
	return 0;
}

static int run(struct request *r, struct diag *d)
{
	struct source s = { .dataset = DATASET_CLOSED };
	struct record record;
	struct panes p;
	int result;

	choose_grid(r);
	result = open_source(r, &s, d);
	if (result == 0)
		result = next_record(r, &s, &record, d);
	if (result == 0)
		result = diag_data(d, "%s: no sample to show", s.name);
	else if (result > 0)
		result = panes_of(s.head, &p, d);
	if (result == 0)
		result = show(r, &s, &p, &record, d);
	pick_end(&s.pick);
	dataset_close(&s.dataset);
	record_reader_free(&s.in);
	return result;
}

static int check(const struct request *r, struct diag *d)
{
	int file = r->mp4 != NULL || r->gif != NULL;

	if (r->gif != NULL && r->y4m)
		return diag_invalid(d, "--gif cannot be combined with --y4m");
	if (r->rate != OPTION_NOT_GIVEN && !file && !r->y4m)
		return diag_invalid(d, "--rate requires --y4m, --mp4 or --gif");
	if (r->gif != NULL && r->rate != OPTION_NOT_GIVEN &&
	    r->rate > GIF_RATE_MAX)
		return diag_invalid(d, "--rate %" PRIu64 ": must be at most %d "
		                    "with --gif", r->rate, GIF_RATE_MAX);
	if (!file && isatty(STDOUT_FILENO))
		return diag_invalid(d, "standard output is a terminal; send "
		                    "the picture to a file: vg-view > look.png");
	return 0;
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
	if (go > 0)
		go = check(&r, &d);
	if (go < 0 || run(&r, &d) != 0)
		return status_report(&d, tool.name);
	return STATUS_DONE;
}

/* vg-wrap: make records of raw video, from any program. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/fdio.h"
#include "base/options.h"
#include "base/range.h"
#include "dataset/dataset.h"
#include "stream/field_table.h"
#include "stream/field_text.h"
#include "stream/record_stream.h"

#include "status.h"

struct shape {
	unsigned dims;
	uint64_t axis[RECORD_DIMS_MAX];
};

struct request {
	const char *dir, *table;
	struct shape shape;
	char dtype[8];
	char **ranges; /* of argv, NULL at the end */
};

static int parse_shape(const struct option_spec *s, void *value,
                       const char *text, struct diag *d)
{
	struct shape shape;

	(void)s;
	shape.dims = field_text_shape(text, strlen(text), ',', shape.axis);
	if (shape.dims == 0)
		return diag_invalid(d, "must be 1 to %d whole numbers, as "
		                    "16,64,64,3", RECORD_DIMS_MAX);
	*(struct shape *)value = shape;
	return 0;
}

static int parse_dtype(const struct option_spec *s, void *value,
                       const char *text, struct diag *d)
{
	(void)s;
	return field_text_dtype(text, strlen(text), value) == 0
	           ? 0
	           : diag_invalid(d, "must be " FIELD_TEXT_TYPES);
}

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory, whose PLAN.txt names the renderer",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "shape", .argument = "AXES", .required = 1,
	  .help = "axes of one sample's video, as 16,64,64,3",
	  .type = OPTION_OTHER, .parse = parse_shape,
	  .offset = offsetof(struct request, shape) },
	{ .name = "dtype", .argument = "TYPE", .initial = "u1",
	  .help = "type of a pixel: " FIELD_TEXT_TYPES,
	  .type = OPTION_OTHER, .parse = parse_dtype,
	  .offset = offsetof(struct request, dtype) },
	{ .name = "table", .argument = "FILE",
	  .help = "labels and other fields by index, tabs between columns",
	  OPTION_IS_TEXT(struct request, table) },
};

static const struct tool tool = {
	.name = "vg-wrap",
	.summary = "Read raw video of the samples of each RANGE from standard "
	           "input, and write records.",
	.options = options,
	.count = sizeof options / sizeof *options,
	.operand = "RANGE",
	.operands_min = 1,
	.operands_max = OPERANDS_ANY,
	.operands = offsetof(struct request, ranges),
};

/* Raw video on its way to records. */
struct wrap {
	const struct request *request;
	struct plan plan;
	struct record_writer out;
	struct field_table table; /* if one was given */
};

/* The plan of the dataset, and its fingerprint into HEAD. */
static int read_plan(struct wrap *w, struct record_head *head, struct diag *d)
{
	struct dataset s = DATASET_CLOSED;
	int result = dataset_open(&s, w->request->dir, d);

	if (result == 0) {
		w->plan = s.plan;
		result = plan_fingerprint(&s.plan, &head->fingerprint, d);
	}
	dataset_close(&s);
	if (result == 0 && plan_is_ours(&w->plan))
		return diag_data(d, "%s: the plan's renderer is %s; plan the "
		                 "dataset with --renderer", w->request->dir,
		                 w->plan.renderer);
	return result;
}

/* Parse each range, and check that the plan has it. */
static int check_ranges(const struct wrap *w, struct diag *d)
{
	struct range range;

	for (char **r = w->request->ranges; *r != NULL; r++) {
		if (range_parse(*r, &range, d) != 0)
			return -1;
		if (range.last >= w->plan.samples)
			return diag_invalid(d, "range %s: the plan has samples "
			                    "0-%" PRIu64 " only", *r,
			                    w->plan.samples - 1);
	}
	return 0;
}

static int wrap_sample(struct wrap *w, uint64_t index, struct diag *d)
{
	const struct record_field *videos = &w->out.head.field[0];
	size_t wanted = (size_t)videos->bytes, got = 0;
	int error = fdio_read(STDIN_FILENO, w->out.payload, wanted, &got);

	if (error != 0)
		return diag_system(d, error, "standard input: read");
	if (got < wanted)
		return diag_data(d, "standard input: ends %s sample %" PRIu64
		                 ", after %zu of its %zu bytes",
		                 got > 0 ? "within" : "before", index, got,
		                 wanted);
	if (w->request->table != NULL &&
	    field_table_read(&w->table, &w->out.head, index, w->out.payload,
	                     d) != 0)
		return -1;
	return record_writer_write(&w->out, d);
}

/* A segment for a range; IS_LAST: nothing may follow in the input. */
static int wrap_range(struct wrap *w, struct range range, int is_last,
                      struct diag *d)
{
	unsigned char more;
	size_t got = 0;
	int error;

	if (record_writer_begin(&w->out, range.first,
	                        range.last - range.first + 1, d) != 0)
		return -1;
	for (uint64_t i = range.first; i <= range.last; i++)
		if (wrap_sample(w, i, d) != 0)
			return -1;
	/* too many bytes mean a wrong shape: without END, nothing is kept */
	error = is_last ? fdio_read(STDIN_FILENO, &more, 1, &got) : 0;
	if (error != 0)
		return diag_system(d, error, "standard input: read");
	if (got > 0)
		return diag_data(d, "standard input: goes on after sample "
		                 "%" PRIu64 ", the last one of %" PRIu64
		                 " bytes; check --shape", range.last,
		                 w->out.head.field[0].bytes);
	return record_writer_end(&w->out, d);
}

static int wrap_all(struct wrap *w, struct diag *d)
{
	struct range range;

	for (char **r = w->request->ranges; *r != NULL; r++)
		if (range_parse(*r, &range, d) != 0 ||
		    wrap_range(w, range, r[1] == NULL, d) != 0)
			return -1;
	return 0;
}

static int run(const struct request *r, struct diag *d)
{
	struct wrap w = { .request = r };
	struct record_head head = { 0 };
	int result = read_plan(&w, &head, d);

	if (result == 0)
		result = check_ranges(&w, d);
	if (result == 0)
		result = record_add_field(&head, "videos", r->dtype,
		                          r->shape.dims, r->shape.axis, d);
	if (result == 0 && r->table != NULL)
		result = field_table_open(&w.table, r->table, &head, d);
	if (result == 0)
		result = record_writer_init(&w.out, STDOUT_FILENO,
		                            "standard output", &head, d);
	if (result == 0)
		result = wrap_all(&w, d);
	record_writer_free(&w.out);
	field_table_close(&w.table);
	return result;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct diag d;
	int go;

	fdio_guard_standard();
	go = options_parse(&tool, argc, argv, &r, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go > 0 && isatty(STDOUT_FILENO))
		go = diag_invalid(&d, "standard output is a terminal; pipe the "
		                      "records into vg-pack");
	if (go < 0 || run(&r, &d) != 0)
		return status_report(&d, tool.name);
	if (close(STDOUT_FILENO) != 0) {
		(void)diag_system(&d, errno, "standard output: close");
		return status_report(&d, tool.name);
	}
	return STATUS_DONE;
}

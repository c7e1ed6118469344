/* vg-pack: commit the segments of a record stream as checkpoints. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "archive/format.h"
#include "archive/one_file.h"
#include "base/diag.h"
#include "base/fdio.h"
#include "base/options.h"
#include "dataset/dataset.h"
#include "dataset/failure_log.h"
#include "dataset/manifest_append.h"
#include "dataset/manifest_text.h"
#include "dataset/packer.h"
#include "stream/record_stream.h"

#include "status.h"

struct request {
	const char *dir, *output; /* one of them is NULL */
	const char *manifest;
	uint64_t level, compress;
	int replace;
};

static int parse_manifest(const struct option_spec *s, void *value,
                          const char *text, struct diag *d)
{
	(void)s;
	if (!manifest_name_ok(text))
		return diag_invalid(d, "must be of the form MANIFEST*.tsv");
	*(const char **)value = text;
	return 0;
}

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR",
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "output", .letter = 'o', .argument = "FILE",
	  .excludes = "dir",
	  .help = "write all samples, of any plan, to FILE.npz, FILE.tar, "
	          "FILE.tar.zst or directory FILE.npy/",
	  OPTION_IS_TEXT(struct request, output) },
	{ .name = "compress", .argument = "HOW", .requires = "output",
	  .initial = "auto", .help = "compression of FILE",
	  .words = format_compress_words,
	  OPTION_IS_CHOICE(struct request, compress) },
	{ .name = "level", .argument = "N", .initial = "1",
	  .help = "level of compression",
	  OPTION_IS_COUNT(struct request, level), .min = 1, .max = 9 },
	{ .name = "manifest", .argument = "NAME", .initial = MANIFEST_NAME,
	  .help = "append to this manifest, MANIFEST*.tsv",
	  OPTION_IS_TEXT(struct request, manifest), .parse = parse_manifest },
	{ .name = "replace",
	  .help = "also replace intact checkpoints that vg-verify --recheck "
	          "rejected, or FILE",
	  OPTION_IS_FLAG(struct request, replace) },
};

static const struct tool tool = {
	.name = "vg-pack",
	.summary = "Commit the samples of a record stream as checkpoints and "
	           "print their paths.",
	.options = options,
	.count = sizeof options / sizeof *options,
};

static int print_path(const char *dir, const char *name, struct diag *d)
{
	if (printf("%s/%s\n", dir, name) < 0 || fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

/* Pack the segment whose HEAD has been read, END included. */
static int pack_segment(struct packer *p, struct record_reader *in,
                        struct diag *d)
{
	struct record record;
	int got, committed;

	if (packer_segment(p, &in->head, d) != 0)
		return d->kind == DIAG_DATA ? diag_within(d, "%s", in->name)
		                            : -1;
	do {
		unsigned char *room = NULL;

		if (in->read < in->head.count &&
		    packer_room(p, &room, d) != 0)
			return -1;
		got = record_reader_read(in, room, &record, d);
		if (got < 0)
			return -1;
		committed = got > 0 ? packer_add(p, &record, d)
		                    : packer_end(p, d);
		if (committed < 0 ||
		    (committed > 0 && print_path(p->dataset->dir.path,
		                                 p->committed, d) != 0))
			return -1;
	} while (got > 0);
	return 0;
}

/* Pack the segments of IN, whose first HEAD has been read. */
static int pack_stream(struct packer *p, struct record_reader *in,
                       struct diag *d)
{
	int got = 1;

	while (got > 0) {
		if (pack_segment(p, in, d) != 0)
			return -1;
		got = record_reader_next(in, d);
	}
	if (got < 0)
		return -1;
	return packer_finish(p, d) == 0 ? 0 : diag_within(d, "%s", in->name);
}

/* Log what failed, for vg-progress: a checkpoint or segment, if known. */
static void note_failure(const struct packer *p,
                         const struct record_reader *in)
{
	struct range range = { in->head.first,
		               in->head.first + in->head.count - 1 };
	int known = packer_begun(p, &range) ||
	            (in->segments > 0 && in->head.count > 0);

	failure_log_note(&p->dataset->dir, known ? &range : NULL,
	                 (int64_t)time(NULL));
}

/* What cannot be committed is known before the first record is read. */
static int open_dataset(const struct request *r, struct dataset *s,
                        struct diag *d)
{
	if (dataset_open(s, r->dir, d) != 0)
		return -1;
	return manifest_check_writable(&s->dir, r->manifest, d);
}

/*
 * Read the first HEAD before opening the directory: in a pipeline that begins
 * with vg-plan, the plan exists by then.
 */
static int run(const struct request *r, struct diag *d)
{
	struct record_reader in = { 0 };
	struct dataset s = DATASET_CLOSED;
	struct packer p = { .dataset = &s, .manifest = r->manifest,
		            .level = (int)r->level, .replace = r->replace };
	struct diag closed;
	int got = record_reader_init(&in, STDIN_FILENO, "standard input", d);
	int opened, result;

	packer_init(&p);
	if (got == 0)
		got = record_reader_next(&in, d);
	opened = open_dataset(r, &s, got > 0 ? d : &closed) == 0;
	result = got > 0 ? (opened ? pack_stream(&p, &in, d) : -1) : got;
	if (result < 0 && opened)
		note_failure(&p, &in);
	packer_free(&p);
	dataset_close(&s);
	record_reader_free(&in);
	return result;
}

/* Write the segments of IN, whose first HEAD has been read, to one file. */
static int merge_stream(struct one_file *o, struct record_reader *in,
                        struct diag *d)
{
	struct record record;
	int got = 1;

	while (got > 0) {
		if (in->head.count > 0 &&
		    one_file_segment(o, &in->head, d) != 0)
			return d->kind == DIAG_DATA
			           ? diag_within(d, "%s", in->name)
			           : -1;
		while ((got = record_reader_read(in, NULL, &record, d)) > 0)
			if (one_file_add(o, &record, d) != 0)
				return -1;
		if (got == 0)
			got = record_reader_next(in, d);
	}
	return got == 0 ? one_file_publish(o, d) : -1;
}

static int run_merge(const struct request *r, struct diag *d)
{
	const struct one_file_target target = {
		.path = r->output,
		.compress = (enum format_compress)r->compress,
		.level = (int)r->level, .replace = r->replace,
	};
	struct record_reader in = { 0 };
	struct one_file *o = NULL;
	int result = record_reader_init(&in, STDIN_FILENO, "standard input", d);

	if (result == 0)
		result = record_reader_next(&in, d) > 0 ? 0 : -1;
	if (result == 0)
		result = one_file_create(&o, &target, &in.head, d);
	if (result == 0)
		result = merge_stream(o, &in, d);
	one_file_free(o);
	record_reader_free(&in);
	if (result != 0)
		return -1;
	if (printf("%s\n", r->output) < 0 || fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
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
	if (go > 0 && r.dir == NULL && r.output == NULL)
		go = diag_invalid(&d, "-d DIR or -o FILE is required");
	if (go < 0 || (r.output != NULL ? run_merge(&r, &d) : run(&r, &d)) != 0)
		return status_report(&d, tool.name);
	return STATUS_DONE;
}

/* vg-pack: commit the segments of a record stream as checkpoints. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/fdio.h"
#include "base/number.h"
#include "base/options.h"
#include "dataset/checkpoint_write.h"
#include "dataset/commit.h"
#include "dataset/dataset.h"
#include "dataset/failure_log.h"
#include "dataset/heartbeat.h"
#include "dataset/manifest_append.h"
#include "dataset/manifest_text.h"
#include "plan/plan.h"
#include "stream/record_stream.h"

#include "status.h"

struct request {
	const char *dir, *manifest;
	uint64_t level;
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
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "level", .argument = "N", .initial = "1",
	  .help = "level of compression",
	  OPTION_IS_COUNT(struct request, level), .min = 1, .max = 9 },
	{ .name = "manifest", .argument = "NAME", .initial = MANIFEST_NAME,
	  .help = "append to this manifest, MANIFEST*.tsv",
	  OPTION_IS_TEXT(struct request, manifest), .parse = parse_manifest },
	{ .name = "replace",
	  .help = "also replace intact checkpoints that vg-verify --recheck "
	          "rejected",
	  OPTION_IS_FLAG(struct request, replace) },
};

static const struct tool tool = {
	.name = "vg-pack",
	.summary = "Commit each segment of a record stream as a checkpoint and "
	           "print its path.",
	.options = options,
	.count = sizeof options / sizeof *options,
};

/* Find the checkpoint *K of P that segment HEAD is. Returns 0, or -1. */
static int which_checkpoint(const struct plan *p,
                            const struct record_head *head, uint64_t *k,
                            struct diag *d)
{
	uint64_t fingerprint, planned;

	if (plan_fingerprint(p, &fingerprint, d) != 0)
		return -1;
	if (head->fingerprint != fingerprint)
		return diag_data(d, "records of another plan: fingerprint "
		                 "%016" PRIx64 ", PLAN.txt has %016" PRIx64,
		                 head->fingerprint, fingerprint);
	*k = head->first / p->interval;
	planned = head->first < p->samples ? plan_checkpoint_count(p, *k) : 0;
	if (head->first % p->interval == 0 && head->count == planned)
		return 0;
	if (planned == 0)
		return diag_data(d, "sample %" PRIu64 " is beyond the plan, "
		                 "which has %" PRIu64, head->first, p->samples);
	return diag_data(d, "%" PRIu64 " samples from %" PRIu64 " are not a "
	                 "checkpoint of the plan; that would be %" PRIu64
	                 " from %" PRIu64, head->count, head->first, planned,
	                 *k * p->interval);
}

static int print_path(const char *dir, const char *name, struct diag *d)
{
	if (printf("%s/%s\n", dir, name) < 0 || fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

/* Read a whole segment into C, END included. */
static int fill(struct checkpoint *c, const struct directory *dir,
                struct record_reader *in, struct heartbeat *h, struct diag *d)
{
	struct record record;
	int got;

	heartbeat_begin(h, dir, in->head.first, in->head.count,
	                clock_monotonic_s());
	for (;;) {
		unsigned char *room = NULL;

		if (in->read < in->head.count &&
		    checkpoint_room(c, &room, d) != 0)
			return -1;
		got = record_reader_read(in, room, &record, d);
		if (got <= 0)
			return got;
		if (checkpoint_add(c, record.index, record.hash,
		                   record.payload, d) != 0)
			return -1;
		heartbeat_beat(h, dir, in->read, clock_monotonic_s());
	}
}

/* If disk or quota is full, add how much space is needed, if it is known. */
static void add_missing_bytes(const struct checkpoint *c, struct diag *d)
{
	char bytes[NUMBER_BYTES_MAX];
	double missing = c != NULL ? checkpoint_missing_bytes(c) : 0;

	if (missing < 1 || (d->errnum != ENOSPC && d->errnum != EDQUOT))
		return;
	number_format_bytes(missing, bytes);
	(void)diag_more(d, "about %s more needed", bytes);
}

static int commit(const struct request *r, struct dataset *s,
                  struct checkpoint *c,
                  const struct checkpoint_summary *summary, uint64_t k,
                  struct diag *d)
{
	const struct commit how = {
		.dataset = s,
		.manifest = r->manifest,
		.now_s = (int64_t)time(NULL),
		.replace = r->replace,
	};

	return commit_checkpoint(c, summary, &how, k, d);
}

static int pack_segment(const struct request *r, struct dataset *s,
                        struct record_reader *in, struct heartbeat *h,
                        struct diag *d)
{
	struct checkpoint_summary summary;
	struct checkpoint *c = NULL;
	char name[PLAN_NAME_MAX];
	uint64_t k = 0;
	int result;

	if (which_checkpoint(&s->plan, &in->head, &k, d) != 0)
		return diag_within(d, "%s", in->name);
	plan_checkpoint_name(&s->plan, k, name);
	result = checkpoint_create(&c, &s->dir, &s->plan, k, &in->head,
	                           (int)r->level, d);
	if (result == 0)
		result = fill(c, &s->dir, in, h, d);
	if (result == 0)
		result = checkpoint_finish(c, &summary, d);
	if (result == 0)
		result = commit(r, s, c, &summary, k, d);
	if (result != 0)
		add_missing_bytes(c, d);
	checkpoint_free(c);
	return result == 0 ? print_path(s->dir.path, name, d) : -1;
}

/* Read the END of a segment without samples: there was nothing to do. */
static int skip_segment(struct record_reader *in, struct diag *d)
{
	struct record record;

	return record_reader_read(in, NULL, &record, d);
}

/* Pack the segments of IN, whose first HEAD has been read, into S. */
static int pack_stream(const struct request *r, struct dataset *s,
                       struct record_reader *in, struct diag *d)
{
	struct heartbeat h;
	int result = 0;

	heartbeat_init(&h);
	while (result == 0) {
		result = in->head.count > 0 ? pack_segment(r, s, in, &h, d)
		                            : skip_segment(in, d);
		if (result == 0 && (result = record_reader_next(in, d)) == 0)
			break;
		result = result > 0 ? 0 : -1;
	}
	heartbeat_end(&h);
	return result;
}

/* Log the failure of IN's segment, or of an unknown one, for vg-progress. */
static void note_failure(const struct dataset *s,
                         const struct record_reader *in)
{
	struct range range = { in->head.first,
		               in->head.first + in->head.count - 1 };

	failure_log_note(&s->dir,
	                 in->segments > 0 && in->head.count > 0 ? &range : NULL,
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
	struct diag closed;
	int got = record_reader_init(&in, STDIN_FILENO, "standard input", d);
	int opened, result;

	if (got == 0)
		got = record_reader_next(&in, d);
	opened = open_dataset(r, &s, got > 0 ? d : &closed) == 0;
	result = got > 0 ? (opened ? pack_stream(r, &s, &in, d) : -1) : got;
	if (result < 0 && opened)
		note_failure(&s, &in);
	dataset_close(&s);
	record_reader_free(&in);
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
	if (go < 0 || run(&r, &d) != 0)
		return status_report(&d, tool.name);
	return STATUS_DONE;
}

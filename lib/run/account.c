/* Say at the end of a run what is there, and why not all. */
#include "run/account.h"

#include <inttypes.h>
#include <string.h>

#include "archive/format_files.h"
#include "base/number.h"
#include "base/text.h"
#include "base/utctime.h"
#include "dataset/presence.h"
#include "plan/sample_fields.h"

#define NAME_SHOWN 4096 /* bytes of a name, before what has to be escaped is */
#define SMALL_BYTES ((double)(1 << 30))
#define LISTED 10 /* failed ranges */
#define KILLED 128 /* more than this: a shell's status of a signal */

/* Read S again. Returns 0, or -1 with a diag. */
static int look_again(struct dataset *s, struct diag *d)
{
	int there = directory_in_place(&s->dir, d);

	if (there == 0)
		return diag_data(d, "%s: the directory was removed or renamed "
		                 "during the run", s->dir.path);
	dataset_forget(s);
	if (there < 0 || dataset_refresh_samples(s, d) != 0)
		return -1;
	return dataset_refresh(s, NULL, d);
}

int account_take(struct account *a, struct dataset *s, uint64_t planned,
                 struct diag *d)
{
	*a = (struct account){ .planned = planned };
	if (look_again(s, d) != 0)
		return -1;
	for (uint64_t k = 0; k < plan_checkpoints(&s->plan); k++) {
		int state = presence_look(s, k, NULL, d);

		if (state < 0)
			return -1;
		if (state == PRESENCE_PRESENT || state == PRESENCE_BEYOND)
			a->present += plan_checkpoint_count(&s->plan, k);
	}
	if (a->present > planned)
		a->present = planned; /* the plan has grown meanwhile */
	return 0;
}

int account_plan_small(const struct account *a, const struct dataset *s)
{
	return a->present == a->planned && presence_beyond(s).checkpoints > 0;
}

int account_is_small(const struct dataset *s)
{
	const struct record_head *fields = dataset_fields(s);
	double bytes = plan_is_ours(&s->plan) ? sample_fields_bytes(&s->plan)
	               : fields != NULL ? (double)fields->payload_bytes
	                                : 0;

	return bytes > 0 && bytes * (double)s->plan.samples <= SMALL_BYTES;
}

static void print_failure(FILE *out, const struct reports_failure *f)
{
	char range[RANGE_TEXT];

	range_format(f->range, range);
	(void)fprintf(out, "    %s  ", range);
	if (f->why[0] != '\0')
		(void)fprintf(out, "%s\n", f->why);
	else if (f->status > KILLED)
		(void)fprintf(out, "killed by signal %u\n",
		              f->status - KILLED);
	else
		(void)fprintf(out, "status %u\n", f->status);
}

/* Of what is missing: the failed ranges, then how much was not begun. */
static void print_missing(FILE *out, const struct dataset *s,
                          struct reports *r)
{
	char from[RANGE_TEXT] = "";
	uint64_t failed = 0, left = 0;
	struct diag ignored;

	for (uint64_t k = 0; k < plan_checkpoints(&s->plan); k++) {
		struct range range = plan_checkpoint_range(&s->plan, k);
		const struct reports_failure *f;
		int state = presence_look(s, k, NULL, &ignored);

		if (state == PRESENCE_PRESENT || state == PRESENCE_BEYOND)
			continue;
		f = reports_find(r, range.first);
		if (f != NULL && ++failed <= LISTED)
			print_failure(out, f);
		if (f == NULL) {
			if (left == 0)
				range_format(range, from);
			left += range.last - range.first + 1;
		}
	}
	if (failed > LISTED)
		(void)fprintf(out, "    and %" PRIu64 " more ranges\n",
		              failed - LISTED);
	if (left > 0)
		(void)fprintf(out, "    %" PRIu64 " samples not started, "
		              "deleted or damaged, from %s on\n", left, from);
}

void account_print(FILE *out, const struct account *a, const struct dataset *s,
                   struct reports *r)
{
	(void)fprintf(out, "Account:      %" PRIu64 " planned = %" PRIu64
	              " present + %" PRIu64 " failed\n", a->planned,
	              a->present, a->planned - a->present);
	if (a->present < a->planned)
		print_missing(out, s, r);
	if (r->stopped[0] != '\0')
		(void)fprintf(out, "    stopped: %s\n", r->stopped);
	else if (a->present < a->planned && r->failures == 0 &&
	         r->engine[0] != '\0')
		(void)fprintf(out, "    %s\n", r->engine);
}

/* Print TEXT as a string of Python, whatever bytes it has. */
static void print_python(FILE *out, const char *text)
{
	int bytes = 0;

	for (const char *c = text; *c != '\0'; c++)
		bytes |= *c < ' ' || *c > '~';
	/* a name that is not ASCII is written as bytes */
	(void)fputs(bytes ? "os.fsdecode(b\"" : "\"", out);
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			(void)fprintf(out, "\\%c", *c);
		else if (*c < ' ' || *c > '~')
			(void)fprintf(out, "\\x%02x", (unsigned char)*c);
		else
			(void)fputc(*c, out);
	}
	(void)fputs(bytes ? "\")" : "\"", out);
}

void account_print_name(FILE *out, const char *name)
{
	char shown[TEXT_SHOWN_MAX(NAME_SHOWN)];
	struct text t;

	text_begin(&t, shown, sizeof shown);
	text_put_shown(&t, name);
	(void)fputs(shown, out);
}

void account_print_nothing(FILE *out, const char *dir)
{
	(void)fputs("Nothing is missing in ", out);
	account_print_name(out, dir);
	(void)fputs(".\n", out);
}

/* The names of P's checkpoints, as braces that a shell would expand. */
static void print_shards(FILE *out, const struct plan *p)
{
	char first[PLAN_NAME_MAX], last[PLAN_NAME_MAX];
	size_t start;
	uint64_t end = plan_checkpoints(p) - 1;

	plan_checkpoint_name(p, 0, first);
	plan_checkpoint_name(p, end, last);
	start = strcspn(first, "0123456789");
	(void)fprintf(out, "%.*s{%.*s..%.*s}%s", (int)start, first,
	              (int)strcspn(first + start, "."), first + start,
	              (int)strcspn(last + start, "."), last + start,
	              strchr(last, '.'));
}

/* Three lines of Python that read the dataset S. */
static void print_load(FILE *out, const struct dataset *s)
{
	const char *module = s->plan.format == FORMAT_NPZ   ? "glob, numpy as np"
	                     : s->plan.format == FORMAT_MDS ? "streaming"
	                                                    : "webdataset as wds";

	(void)fprintf(out, "    import os, %s; os.chdir(", module);
	print_python(out, s->dir.path);
	(void)fputs(")\n    ", out);
	switch (s->plan.format) {
	case FORMAT_NPZ:
		(void)fputs("data = np.load(sorted(glob.glob("
		            "\"checkpoint_*.npz\"))[0])\n    ", out);
		(void)fputs(plan_is_ours(&s->plan)
		                ? "print(data[\"videos\"].shape, "
		                  "data[\"labels\"][:8])\n"
		                : "print({name: data[name].shape "
		                  "for name in data})\n", out);
		break;
	case FORMAT_MDS:
		(void)fputs("data = streaming.StreamingDataset(local=\".\", "
		            "shuffle=False, batch_size=1)\n    ", out);
		(void)fputs(plan_is_ours(&s->plan)
		                ? "print(data[0][\"videos\"].shape, "
		                  "data[0][\"labels\"])\n"
		                : "print(data[0].keys())\n", out);
		break;
	default:
		(void)fprintf(out, "data = wds.WebDataset(\"%s",
		              s->plan.compress == FORMAT_COMPRESS_ZSTD
		                  ? "pipe:zstd -dc "
		                  : "");
		print_shards(out, &s->plan);
		(void)fputs("\").decode()\n    for sample in data: ", out);
		(void)fputs(plan_is_ours(&s->plan)
		                ? "print(sample[\"videos.npy\"].shape, "
		                  "sample[\"labels.cls\"])\n"
		                : "print(sample.keys())\n", out);
	}
}

void account_print_end(FILE *out, const struct dataset *s, double seconds,
                       int complete)
{
	char size[NUMBER_BYTES_MAX], time[UTCTIME_DURATION_TEXT];
	uint64_t bytes = 0;

	for (uint64_t k = 0; k < dataset_entries_end(s); k++) {
		const struct checkpoint_entry *e = dataset_entry(s, k);

		bytes += e != NULL ? e->bytes : 0;
	}
	number_format_bytes((double)bytes, size);
	utctime_format_duration(seconds, time);
	(void)fprintf(out, "Size:         %s in ", size);
	account_print_name(out, s->dir.path);
	(void)fprintf(out, "\nTime:         %s\n", time);
	if (!complete)
		return;
	(void)fputs("\nLoad it:\n", out);
	print_load(out, s);
}

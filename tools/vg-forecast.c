/* vg-forecast: what will the rest of a dataset take, and is there room? */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/diag.h"
#include "base/fdio.h"
#include "base/number.h"
#include "base/options.h"
#include "base/utctime.h"
#include "forecast/forecast.h"
#include "forecast/measure_run.h"
#include "plan/sample_fields.h"

#include "status.h"

#define JOBS_MAX 100000
#define HALVED 0.6       /* a rate that fell to less than that share … */
#define JUDGED_S 3       /* … but in less time, any machine stumbles */
#define GROWN 1.5        /* what grew to more than that share … */
#define GROWN_MB 16.0    /* … and of memory, by more than that too */
#define LARGER 1.05      /* a little is for names and directories */
#define FILES_OF_A_JOB 4
#define FILES_BESIDE 8   /* manifest, pages, their temporaries */
#define RESERVE_SHARE 100 /* of the disk is kept free, … */
#define RESERVE_MAX 1e9   /* … but no more than that */

struct request {
	const char *dir, *like, *memory;
	uint64_t jobs, limit_s, reserve, room; /* or OPTION_NOT_GIVEN */
	char **other; /* datasets, NULL at the end */
};

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "like", .argument = "SAMPLE", .required = 1,
	  .help = "dataset to measure, made in the same way",
	  OPTION_IS_TEXT(struct request, like) },
	{ .name = "jobs", .letter = 'j', .argument = "N", .initial = "1",
	  .help = "workers that made SAMPLE and will make the rest",
	  .requires = "like",
	  OPTION_IS_COUNT(struct request, jobs), .min = 1, .max = JOBS_MAX },
	{ .name = "limit", .argument = "SECONDS", .requires = "like",
	  .help = "call it LONG when it is likely to take longer",
	  OPTION_IS_COUNT(struct request, limit_s), .max = UINT32_MAX },
	{ .name = "memory", .argument = "FILE", .requires = "like",
	  .help = "KiB that all processes used for SAMPLE, one look a line",
	  OPTION_IS_TEXT(struct request, memory) },
	{ .name = "reserve", .argument = "BYTES", .requires = "like",
	  .help = "bytes of the disk to keep free; else 1 %, at most 1 GB",
	  OPTION_IS_BYTES(struct request, reserve), .max = INT64_MAX },
	{ .name = "room", .argument = "BYTES", .excludes = "like",
	  .help = "only check, by the exit status, that this much is free",
	  OPTION_IS_BYTES(struct request, room), .max = INT64_MAX },
};

static const struct tool tool = {
	.name = "vg-forecast",
	.summary = "Say what the rest of a dataset will take, and whether "
	           "there is room.",
	.options = options,
	.count = sizeof options / sizeof *options,
	.operand = "OTHER",
	.operands_max = OPERANDS_ANY,
	.operands = offsetof(struct request, other),
};

struct place {
	dev_t device;
	double free_bytes, total_bytes;
	double free_files; /* negative: without a limit */
};

/* All that is known before anything is printed. */
struct known {
	struct measure_run made;
	struct measure_rest rest;
	struct measure_memory memory; /* where it was asked for */
	struct place place;
};

struct verdict {
	int too_large, unsteady, too_long;
};

/* Returns as options_parse does. */
static int parse(struct request *r, int argc, char **argv, struct diag *d)
{
	int go = options_parse(&tool, argc, argv, r, d);

	if (go > 0 && r->like == NULL && r->other[0] != NULL)
		return diag_invalid(d, "%s: --room takes no operands; try "
		                    "--help", r->other[0]);
	return go;
}

static int look(struct place *p, const char *path, struct diag *d)
{
	struct statvfs fs;
	struct stat st;

	if (statvfs(path, &fs) != 0 || stat(path, &st) != 0)
		return diag_system(d, errno, "%s: look", path);
	p->device = st.st_dev;
	p->free_bytes = (double)fs.f_bavail * (double)fs.f_frsize;
	p->total_bytes = (double)fs.f_blocks * (double)fs.f_frsize;
	p->free_files = fs.f_files > 0 ? (double)fs.f_favail : -1;
	return 0;
}

/* --room: whether so much is free. */
static int answer_room(const struct request *r, struct diag *d)
{
	char left[NUMBER_BYTES_MAX], wanted[NUMBER_BYTES_MAX];
	struct place p;

	if (look(&p, r->dir, d) != 0)
		return -1;
	number_format_bytes(p.free_bytes, left);
	number_format_bytes((double)r->room, wanted);
	if (p.free_bytes < (double)r->room)
		return diag_data(d, "%s: %s of the disk are free, and %s are "
		                 "wanted to go on", r->dir, left, wanted);
	if (p.free_files >= 0 && p.free_files < FILES_BESIDE)
		return diag_data(d, "%s: the disk has room for %.0f files "
		                 "more, and %d are wanted to go on", r->dir,
		                 p.free_files, FILES_BESIDE);
	return 0;
}

/* "; 2011.3 at first, 1000.7 later" where it is known. */
static void print_drift(const struct forecast_drift *f, const char *unit)
{
	if (f->known)
		(void)printf("; %.1f%s at first, %.1f%s later", f->before, unit,
		             f->after, unit);
}

/* The sample will not stay: on the same disk, what it takes is free. */
static void count_sample(struct known *k, const char *sample)
{
	struct place *p = &k->place;
	struct stat st;

	if (stat(sample, &st) != 0 || st.st_dev != p->device)
		return;
	p->free_bytes += (double)k->made.bytes;
	if (p->free_files >= 0)
		p->free_files += (double)k->made.checkpoints;
}

/* How it went in the sample: its rate, and bytes a sample. */
static void print_measured(const struct measure_run *m, uint64_t jobs,
                           struct verdict *v)
{
	double samples[FORECAST_PIECES_MAX], seconds[FORECAST_PIECES_MAX];
	double bytes[FORECAST_PIECES_MAX];
	struct forecast_drift rate, size;
	double all = 0, all_s = 0;
	int halved, uneven;

	for (unsigned i = 0; i < m->pieces; i++) {
		samples[i] = m->piece[i].samples;
		seconds[i] = m->piece[i].seconds;
		bytes[i] = m->piece[i].bytes;
		all += samples[i];
		all_s += seconds[i];
	}
	rate = forecast_drift(samples, seconds, m->pieces);
	size = forecast_drift(bytes, samples, m->pieces);
	halved = rate.known && m->seconds >= JUDGED_S &&
	         rate.after < HALVED * rate.before;
	uneven = size.known && (size.after > GROWN * size.before ||
	                        size.before > GROWN * size.after);
	v->unsteady |= halved || uneven;
	(void)printf("Measured:    %" PRIu64 " samples in %" PRIu64
	             " checkpoints, %.2f s, -j %" PRIu64 "\n", m->samples,
	             m->checkpoints, m->seconds, jobs);
	(void)printf("Rate:        %.1f samples/s", all / all_s);
	print_drift(&rate, "");
	(void)printf("%s\nSize:        %.1f bytes a sample",
	             halved ? ": FALLING" : "",
	             (double)m->bytes / (double)m->samples);
	print_drift(&size, "");
	(void)printf("%s\n", uneven ? ": UNEVEN" : "");
}

static void print_memory(const struct measure_memory *m, struct verdict *v)
{
	char peak[NUMBER_BYTES_MAX], machine[NUMBER_BYTES_MAX] = "unknown";
	struct forecast_drift f = m->drift_mb;
	int growing = f.known && f.after > GROWN * f.before &&
	              f.after - f.before > GROWN_MB;
	int full = m->machine_bytes > 0 && m->peak_bytes > m->machine_bytes;

	v->unsteady |= growing;
	v->too_large |= full;
	number_format_bytes(m->peak_bytes, peak);
	if (m->machine_bytes > 0)
		number_format_bytes(m->machine_bytes, machine);
	(void)printf("Memory:      %s at most, of %s", peak, machine);
	print_drift(&f, " MB");
	(void)printf("%s\n", full      ? ": NOT ENOUGH"
	                     : growing ? ": GROWING"
	                               : "");
}

static void print_time(const struct request *r, const struct known *k,
                       struct verdict *v)
{
	struct forecast_time t = forecast_time(k->made.piece, k->made.pieces,
	                                       (double)k->rest.samples);
	char low[UTCTIME_DURATION_TEXT], high[UTCTIME_DURATION_TEXT];

	utctime_format_duration(t.low_s, low);
	utctime_format_duration(t.high_s, high);
	v->too_long |= t.likely_s > (double)r->limit_s; /* or 2^64 s */
	(void)printf("Time:        %s - %s%s\n", low, high,
	             v->too_long ? ": LONG" : "");
}

/*
 * Bytes of a sample of R: what its own tell, else what those of M do, in
 * proportion to their size before compression.
 */
static double bytes_each(const struct measure_rest *r,
                         const struct measure_run *m)
{
	double raw = sample_fields_bytes(&m->plan);
	double each = (double)m->bytes / (double)m->samples;

	if (r->present > 0)
		return (double)r->bytes / (double)r->present;
	return raw > 0 ? each * sample_fields_bytes(&r->plan) / raw : each;
}

/*
 * Bytes that the other datasets on the same disk still want; each that wants
 * some is named. What is no dataset, or on another disk, or R's own, is
 * passed over.
 */
static double print_others(const struct request *r, const struct known *k)
{
	double sum = 0;
	struct stat own, st;

	if (stat(r->dir, &own) != 0)
		return 0;
	for (char **other = r->other; *other != NULL; other++) {
		struct measure_rest rest;
		struct diag ignored;
		char text[NUMBER_BYTES_MAX];
		double bytes;

		if (stat(*other, &st) != 0 || st.st_dev != k->place.device ||
		    st.st_ino == own.st_ino ||
		    measure_rest(&rest, *other, &ignored) != 0 ||
		    rest.samples == 0 || rest.present == 0)
			continue; /* no dataset, or not begun */
		bytes = bytes_each(&rest, &k->made) * (double)rest.samples;
		sum += bytes;
		number_format_bytes(bytes, text);
		(void)printf("Beside it:   %s for the rest of %s\n", text,
		             *other);
	}
	return sum;
}

static void print_disk(const struct request *r, const struct known *k,
                       struct verdict *v)
{
	const struct measure_rest *rest = &k->rest;
	const struct place *p = &k->place;
	double each = bytes_each(rest, &k->made), others = print_others(r, k);
	double write = LARGER * each * (double)rest->samples;
	double interval = (double)(rest->plan.samples < rest->plan.interval
	                               ? rest->plan.samples
	                               : rest->plan.interval);
	/* What a checkpoint's arrays wait in is no larger than its archive. */
	double work = (double)r->jobs * 2 * LARGER * each * interval;
	double reserve = p->total_bytes / RESERVE_SHARE;
	double files = (double)rest->checkpoints + FILES_BESIDE +
	               (double)r->jobs * FILES_OF_A_JOB;
	char text[4][NUMBER_BYTES_MAX];
	int full, no_files = p->free_files >= 0 && p->free_files < files;

	reserve = reserve < RESERVE_MAX ? reserve : RESERVE_MAX;
	if (r->reserve != UINT64_MAX)
		reserve = (double)r->reserve;
	full = write + work + reserve + others > p->free_bytes;
	v->too_large |= full || no_files;
	number_format_bytes(write, text[0]);
	number_format_bytes(work, text[1]);
	number_format_bytes(reserve, text[2]);
	number_format_bytes(p->free_bytes, text[3]);
	(void)printf("Disk:        %s, +%s to work, +%s kept; %s free%s\n",
	             text[0], text[1], text[2], text[3],
	             full ? ": NOT ENOUGH" : "");
	(void)printf("Files:       %.0f to make", files);
	if (p->free_files >= 0)
		(void)printf("; room for %.0f", p->free_files);
	(void)printf("%s\nRoom:        %.0f bytes to begin a checkpoint\n",
	             no_files ? ": NOT ENOUGH" : "", work + reserve);
}

static int measure_all(struct known *k, const struct request *r,
                       struct diag *d)
{
	if (measure_run(&k->made, r->like, r->jobs, d) != 0 ||
	    measure_rest(&k->rest, r->dir, d) != 0 ||
	    look(&k->place, r->dir, d) != 0)
		return -1;
	count_sample(k, r->like);
	return r->memory ? measure_memory(&k->memory, r->memory, d) : 0;
}

/* Returns the status to end with, or -1. */
static int answer_forecast(const struct request *r, struct diag *d)
{
	struct known k;
	struct verdict v = { 0, 0, 0 };

	if (measure_all(&k, r, d) != 0)
		return -1;
	(void)printf("Missing:     %" PRIu64 " samples in %" PRIu64
	             " checkpoints\n", k.rest.samples, k.rest.checkpoints);
	print_measured(&k.made, r->jobs, &v);
	if (r->memory != NULL)
		print_memory(&k.memory, &v);
	print_time(r, &k, &v);
	print_disk(r, &k, &v);
	if (printf("Result:      %s\n", v.too_large  ? "TOO LARGE"
	                                : v.unsteady ? "UNSTEADY"
	                                : v.too_long ? "LONG"
	                                             : "FITS") < 0 ||
	    fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return v.too_large || v.unsteady || v.too_long ? STATUS_DATA
	                                               : STATUS_DONE;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct diag d;
	int go, result;

	fdio_guard_standard();
	go = parse(&r, argc, argv, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go < 0)
		return status_report(&d, tool.name);
	result = r.like != NULL ? answer_forecast(&r, &d) : answer_room(&r, &d);
	return result >= 0 ? result : status_report(&d, tool.name);
}

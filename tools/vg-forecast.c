/* vg-forecast: what will the rest of a dataset take, and is there room? */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/disk_space.h"
#include "base/fdio.h"
#include "base/number.h"
#include "base/options.h"
#include "base/utctime.h"
#include "forecast/measure_run.h"
#include "forecast/memory_log.h"
#include "forecast/verdict.h"

#include "status.h"

#define JOBS_MAX 100000

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

/* Returns as options_parse does. */
static int parse(struct request *r, int argc, char **argv, struct diag *d)
{
	int go = options_parse(&tool, argc, argv, r, d);

	if (go > 0 && r->like == NULL && r->other[0] != NULL)
		return diag_invalid(d, "%s: --room takes no operands; try "
		                    "--help", r->other[0]);
	return go;
}

/* --room: whether so much is free. */
static int answer_room(const struct request *r, struct diag *d)
{
	char free_text[NUMBER_BYTES_MAX], needed[NUMBER_BYTES_MAX];
	struct disk_space disk;

	if (disk_space_at(r->dir, &disk, d) != 0)
		return -1;
	switch (verdict_room(&disk, r->room)) {
	case VERDICT_NO_BYTES:
		number_format_bytes((double)disk.free_bytes, free_text);
		number_format_bytes((double)r->room, needed);
		return diag_data(d, "%s: %s free on this disk; %s needed to "
		                 "continue", r->dir, free_text, needed);
	case VERDICT_NO_FILES:
		return diag_data(d, "%s: inodes for %" PRIu64 " more files "
		                 "free on this disk; %d needed to continue",
		                 r->dir, disk.free_files, VERDICT_FILES_BESIDE);
	default:
		return STATUS_DONE;
	}
}

/* Another dataset on the same disk. */
struct other {
	const char *path;
	double bytes; /* that it still needs */
};

/*
 * List in OTHER, which has room for all operands, those that need more room
 * on the disk. What is no dataset, on another disk or R's own is passed over.
 * Returns how many.
 */
static size_t list_others(const struct request *r,
                          const struct disk_space *disk, struct other *other)
{
	struct stat own, st;
	size_t n = 0;

	if (stat(r->dir, &own) != 0)
		return 0;
	for (char **path = r->other; *path != NULL; path++) {
		struct measure_rest rest;
		struct diag ignored;

		if (stat(*path, &st) != 0 || st.st_dev != disk->device ||
		    st.st_ino == own.st_ino ||
		    measure_rest(&rest, *path, &ignored) != 0)
			continue;
		other[n].path = *path;
		other[n].bytes = verdict_other_bytes(&rest);
		n += other[n].bytes > 0;
	}
	return n;
}

_Static_assert(VERDICT_UNSET == OPTION_NOT_GIVEN,
               "an option that was not given is a fact that is not set");

/* All that is known before anything is judged or printed. */
static int measure(struct verdict_facts *f, const struct request *r,
                   struct diag *d)
{
	struct stat sample;

	f->jobs = r->jobs;
	f->limit_s = r->limit_s;
	f->reserve_bytes = r->reserve;
	if (measure_run(&f->made, r->like, r->jobs, d) != 0 ||
	    measure_rest(&f->rest, r->dir, d) != 0 ||
	    disk_space_at(r->dir, &f->disk, d) != 0)
		return -1;
	f->sample_on_disk =
	    stat(r->like, &sample) == 0 && sample.st_dev == f->disk.device;
	f->has_memory = r->memory != NULL;
	return f->has_memory ? memory_log_read(&f->memory, r->memory, d) : 0;
}

/* "; 2011.3 at first, 1000.7 later" where it is known. */
static void print_drift(const struct forecast_drift *f, const char *unit)
{
	if (f->known)
		(void)printf("; %.1f%s at first, %.1f%s later", f->before, unit,
		             f->after, unit);
}

/* What there is to do, and how the sample went. */
static void print_sample(const struct verdict_facts *f, const struct verdict *v)
{
	(void)printf("Missing:     %" PRIu64 " samples in %" PRIu64
	             " checkpoints\n", f->rest.samples, f->rest.checkpoints);
	(void)printf("Measured:    %" PRIu64 " samples in %" PRIu64
	             " checkpoints, %.2f s, -j %" PRIu64 "\n", f->made.samples,
	             f->made.checkpoints, f->made.seconds, f->jobs);
	(void)printf("Rate:        %.1f samples/s", v->rate.all);
	print_drift(&v->rate.drift, "");
	(void)printf("%s\nSize:        %.1f bytes a sample",
	             v->rate.is_unsteady ? ": FALLING" : "", v->size.all);
	print_drift(&v->size.drift, "");
	(void)printf("%s\n", v->size.is_unsteady ? ": UNEVEN" : "");
}

static void print_memory(const struct memory_log *m, const struct verdict *v)
{
	char peak[NUMBER_BYTES_MAX], machine[NUMBER_BYTES_MAX] = "unknown";

	number_format_bytes(m->peak_bytes, peak);
	if (m->machine_bytes > 0)
		number_format_bytes(m->machine_bytes, machine);
	(void)printf("Memory:      %s at most, of %s", peak, machine);
	print_drift(&m->drift_mb, " MB");
	(void)printf("%s\n", v->memory_is_short     ? ": NOT ENOUGH"
	                     : v->memory_is_growing ? ": GROWING"
	                                            : "");
}

static void print_time(const struct verdict *v)
{
	char low[UTCTIME_DURATION_TEXT], high[UTCTIME_DURATION_TEXT];

	utctime_format_duration(v->time.low_s, low);
	utctime_format_duration(v->time.high_s, high);
	(void)printf("Time:        %s - %s%s\n", low, high,
	             v->is_long ? ": LONG" : "");
}

static void print_disk(const struct verdict *v)
{
	const struct verdict_disk *disk = &v->disk;
	const struct verdict_files *files = &v->files;
	char text[4][NUMBER_BYTES_MAX];

	number_format_bytes(disk->write, text[0]);
	number_format_bytes(disk->work, text[1]);
	number_format_bytes(disk->reserve, text[2]);
	number_format_bytes(disk->free, text[3]);
	(void)printf("Disk:        %s, +%s to work, +%s kept; %s free%s\n",
	             text[0], text[1], text[2], text[3],
	             disk->is_short ? ": NOT ENOUGH" : "");
	(void)printf("Files:       %.0f to make", files->make);
	if (files->free >= 0)
		(void)printf("; room for %.0f", files->free);
	(void)printf("%s\nRoom:        %.0f bytes to begin a checkpoint\n",
	             files->is_short ? ": NOT ENOUGH" : "", v->room_bytes);
}

static int print_forecast(const struct verdict_facts *f,
                          const struct verdict *v, const struct other *other,
                          size_t others, struct diag *d)
{
	static const char *const word[] = {
		[VERDICT_FITS] = "FITS",
		[VERDICT_LONG] = "LONG",
		[VERDICT_UNSTEADY] = "UNSTEADY",
		[VERDICT_TOO_LARGE] = "TOO LARGE",
	};
	char text[NUMBER_BYTES_MAX];

	print_sample(f, v);
	if (f->has_memory)
		print_memory(&f->memory, v);
	print_time(v);
	for (size_t i = 0; i < others; i++) {
		number_format_bytes(other[i].bytes, text);
		(void)printf("Beside it:   %s for the rest of %s\n", text,
		             other[i].path);
	}
	print_disk(v);
	if (printf("Result:      %s\n", word[v->result]) < 0 ||
	    fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

/* Returns the status to end with, or -1. */
static int answer_forecast(const struct request *r, struct diag *d)
{
	struct verdict_facts f = { .has_memory = 0 };
	struct verdict v;
	struct other *other;
	size_t operands = 0, others;
	int result;

	if (measure(&f, r, d) != 0)
		return -1;
	while (r->other[operands] != NULL)
		operands++;
	other = calloc(operands + 1, sizeof *other);
	if (other == NULL)
		return diag_system(d, ENOMEM, "%s", r->dir);
	others = list_others(r, &f.disk, other);
	for (size_t i = 0; i < others; i++)
		f.other_bytes += other[i].bytes;
	v = verdict_judge(&f);
	result = print_forecast(&f, &v, other, others, d);
	free(other);
	if (result != 0)
		return -1;
	return v.result == VERDICT_FITS ? STATUS_DONE : STATUS_DATA;
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

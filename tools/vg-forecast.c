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
#include "forecast/forecast_report.h"
#include "forecast/measure_run.h"
#include "forecast/memory_log.h"
#include "forecast/neighbours.h"
#include "forecast/verdict.h"

#include "status.h"

#define JOBS_MAX 100000

struct request {
	const char *dir, *like, *memory;
	uint64_t jobs, limit_s, reserve, room; /* or OPTION_NOT_GIVEN */
	int alone;
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
	{ .name = "alone", .requires = "like",
	  .help = "ignore other unfinished datasets beside DIR",
	  OPTION_IS_FLAG(struct request, alone) },
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
};

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
	if (measure_run(&f->made, r->like, r->jobs, NULL, d) != 0 ||
	    measure_rest(&f->rest, r->dir, NULL, d) != 0 ||
	    disk_space_at(r->dir, &f->disk, d) != 0)
		return -1;
	f->sample_on_disk =
	    stat(r->like, &sample) == 0 && sample.st_dev == f->disk.device;
	f->has_memory = r->memory != NULL;
	return f->has_memory ? memory_log_read(&f->memory, r->memory, d) : 0;
}

/* Returns the status to end with, or -1. */
static int answer_forecast(const struct request *r, struct diag *d)
{
	struct verdict_facts f = { .has_memory = 0 };
	struct neighbours beside = { .count = 0 };
	struct verdict v;

	if (measure(&f, r, d) != 0)
		return -1;
	if (!r->alone)
		neighbours_find(&beside, r->dir, &f.disk);
	f.other_bytes = beside.bytes;
	v = verdict_judge(&f);
	forecast_report(stdout, &f, &v, &beside);
	if (fflush(stdout) != 0 || ferror(stdout))
		return diag_system(d, errno, "standard output: write");
	return v.result == VERDICT_FITS ? STATUS_DONE : STATUS_DATA;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct diag d;
	int go, result;

	fdio_guard_standard();
	go = options_parse(&tool, argc, argv, &r, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go < 0)
		return status_report(&d, tool.name);
	result = r.like != NULL ? answer_forecast(&r, &d) : answer_room(&r, &d);
	return result >= 0 ? result : status_report(&d, tool.name);
}

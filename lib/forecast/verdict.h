#ifndef VG_VERDICT_H
#define VG_VERDICT_H

#include <stdint.h>

#include "base/disk_space.h"
#include "forecast/forecast.h"
#include "forecast/measure_run.h"
#include "forecast/memory_log.h"

/*
 * Whether the rest of a dataset may be begun: does it fit, was the sample
 * that it is known from steady, how long will it take? Pure; measure_run.h,
 * memory_log.h and disk_space.h measure the facts.
 */

#define VERDICT_UNSET UINT64_MAX

struct verdict_facts {
	struct measure_run made;  /* the sample */
	struct measure_rest rest; /* what is still to be made */
	int has_memory;           /* whether MEMORY was measured */
	struct memory_log memory; /* of the sample's run */
	struct disk_space disk;   /* that the rest will be written to */
	int sample_on_disk;       /* the sample is on it, and will not stay */
	double other_bytes;       /* that other datasets still need on it */
	uint64_t jobs;            /* workers of the sample, and of the rest */
	uint64_t limit_s;         /* or VERDICT_UNSET */
	uint64_t reserve_bytes;   /* to stay free, or VERDICT_UNSET */
};

/* A mean of the sample, how it changed, and whether by too much. */
struct verdict_mean {
	double all;
	struct forecast_drift drift;
	int is_unsteady;
};

/* Bytes of the disk. */
struct verdict_disk {
	double write;   /* of the finished checkpoints */
	double work;    /* beside them, while checkpoints are being made */
	double reserve; /* to stay free */
	double free;    /* the sample's counted */
	int is_short;   /* these and the other datasets' are more than free */
};

/* Inodes of the disk. */
struct verdict_files {
	double make;
	double free; /* the sample's counted; negative: without a limit */
	int is_short;
};

/* The worst that holds. */
enum verdict_result {
	VERDICT_FITS,
	VERDICT_LONG,      /* likely to take longer than the limit */
	VERDICT_UNSTEADY,  /* the sample's rate, size or memory was */
	VERDICT_TOO_LARGE, /* for the memory or the disk */
};

struct verdict {
	struct verdict_mean rate;  /* samples a second; unsteady: it fell */
	struct verdict_mean size;  /* bytes a sample; unsteady: either way */
	int memory_is_short, memory_is_growing;
	struct forecast_time time; /* of the rest */
	int is_long;
	struct verdict_disk disk;
	struct verdict_files files;
	double room_bytes; /* to be free whenever a checkpoint is begun */
	enum verdict_result result;
};

struct verdict verdict_judge(const struct verdict_facts *f);

/*
 * Bytes that another dataset, of which OTHER is missing, will still write,
 * as its own checkpoints so far tell: 0 when it is finished, or not begun.
 */
double verdict_other_bytes(const struct measure_rest *other);

/* Whether a checkpoint can be begun where BYTES should be free. */
enum verdict_room {
	VERDICT_ROOM,
	VERDICT_NO_BYTES,
	VERDICT_NO_FILES, /* fewer than VERDICT_FILES_BESIDE */
};
enum verdict_room verdict_room(const struct disk_space *disk, uint64_t bytes);

/*
 * Files that a run makes beside its checkpoints: MANIFEST.tsv, .failures, and
 * PROGRESS.txt and two more pages with a temporary each.
 */
#define VERDICT_FILES_BESIDE 8

#endif

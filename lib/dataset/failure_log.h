#ifndef VG_FAILURE_LOG_H
#define VG_FAILURE_LOG_H

#include <stdint.h>

#include "base/directory.h"
#include "base/range.h"

/*
 * A log of ranges that were begun and not committed, for progress reports. It
 * is a hidden file of lines "FIRST-LAST TIME", or "- TIME" if the producer
 * failed before it wrote which range it was making. Errors are ignored.
 */

/*
 * Append that RANGE, or an unknown one if it is NULL, failed at NOW_S, Unix
 * time.
 */
void failure_log_note(const struct directory *dir, const struct range *range,
                      int64_t now_s);

/* A summary of failures. */
struct failure_log {
	uint64_t times;       /* failures */
	uint64_t ranges;      /* distinct known ranges among them */
	struct range worst;   /* the range that failed most often … */
	uint64_t worst_times; /* … this many times */
};

/*
 * Summarize failures from SINCE_S, Unix time, on in *OUT; all 0 if the log
 * cannot be read.
 */
void failure_log_count(const struct directory *dir, int64_t since_s,
                       struct failure_log *out);

/*
 * Delete the log, when the dataset is complete. Only for tools that make the
 * dataset: those that look at it change nothing.
 */
void failure_log_forget(const struct directory *dir);

#endif

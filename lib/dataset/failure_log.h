#ifndef VG_FAILURE_LOG_H
#define VG_FAILURE_LOG_H

#include <stdint.h>

#include "base/directory.h"
#include "base/range.h"

/*
 * A note of what was begun and not committed, for those who watch: lines of
 * a hidden file, "FIRST-LAST TIME", or "- TIME" where the producer failed
 * before it said which range it was for. No failure to write it matters.
 */

/* Note that RANGE, or with NULL an unknown one, failed at NOW_S. */
void failure_log_note(const struct directory *dir, const struct range *range,
                      int64_t now_s);

/* What went wrong. */
struct failure_log {
	uint64_t times;  /* in all */
	uint64_t ranges; /* known ones among them, each counted once … */
	struct range worst; /* … of which this one failed most often, … */
	uint64_t worst_times; /* … so many times */
};

/* Count what was noted from SINCE_S on. What cannot be read is nothing. */
void failure_log_count(const struct directory *dir, int64_t since_s,
                       struct failure_log *out);

/*
 * Remove the notes, which are of no use when nothing is missing. For those who
 * make the dataset; those who only look at it change nothing.
 */
void failure_log_forget(const struct directory *dir);

#endif

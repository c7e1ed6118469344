#ifndef VG_FORMAT_SIZES_H
#define VG_FORMAT_SIZES_H

#include <stdint.h>
#include <stdio.h>

#include "archive/format_files.h"
#include "plan/plan.h"

/* What the samples of a plan take on disk, in its own and in other formats. */
struct format_sizes {
	double planned;        /* bytes of a sample, as planned; 0: not known */
	double usual[FORMATS]; /* in each format, with its usual compression */
};

/*
 * Estimate the sizes of P's samples: some are rendered quickly, and written to
 * temporary files in TMPDIR or /tmp. What cannot be estimated, as with another
 * renderer, is 0.
 */
void format_sizes_estimate(struct format_sizes *z, const struct plan *p);

/*
 * Print the line "Formats:": what SAMPLES samples take in each format. Nothing is
 * printed if that is not known. Errors are OUT's, for the caller to see.
 */
void format_sizes_put(FILE *out, const struct format_sizes *z,
                      uint64_t samples);

#endif

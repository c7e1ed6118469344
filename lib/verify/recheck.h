#ifndef VG_RECHECK_H
#define VG_RECHECK_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/dataset.h"
#include "plan/plan.h"

/*
 * Renders samples again and compares: the arrays in an archive must match its
 * sample_xxh3, and sample_xxh3 must match the rendered sample.
 */

/* How many samples to check: a number, or a share of all. */
struct recheck_share {
	int of_all;      /* amount is in millionths of a percent */
	uint64_t amount; /* > 0 */
};

/*
 * Parse "N", "P%" with at most six places, or "all". Returns 0, or -1 with an
 * invalid-input diag that says what TEXT must be.
 */
int recheck_parse(const char *text, struct recheck_share *out,
                  struct diag *d);

/* The number of samples that SHARE means, of SAMPLES: 1 to SAMPLES. */
uint64_t recheck_count(struct recheck_share share, uint64_t samples);

struct recheck;

/*
 * Make *R to check COUNT samples of plan P, which must outlive it and have our
 * own renderer. vg-verify(1) says which samples are chosen. Returns 0, or -1
 * with a diag. Release with recheck_close in either case.
 *
 * It needs memory for a scene, one sample and a few thousand hashes. An
 * archive with more chosen samples than that is read several times.
 */
int recheck_open(struct recheck **r, const struct plan *p, uint64_t count,
                 struct diag *d);
void recheck_close(struct recheck *r);

/*
 * Check the chosen samples of checkpoint K of S, which must be present. Returns
 * 0, or -1 with a diag: if samples are wrong, a data diag that names the file
 * and the samples.
 */
int recheck_checkpoint(struct recheck *r, const struct dataset *s, uint64_t k,
                       struct diag *d);

/* The number of samples checked so far, and how many of them were wrong. */
uint64_t recheck_looked(const struct recheck *r);
uint64_t recheck_differing(const struct recheck *r);

#endif

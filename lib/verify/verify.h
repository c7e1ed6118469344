#ifndef VG_VERIFY_H
#define VG_VERIFY_H

#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "dataset/dataset.h"
#include "verify/findings.h"
#include "verify/recheck.h"

/*
 * Whether a directory holds what its plan says: every checkpoint in turn, by
 * its file's hash and its arrays, then the samples that are alike. The report
 * is the caller's.
 */
struct verify;

/*
 * Make *OUT to look at dataset S, refreshed, and with RECHECK, unless that is
 * NULL, at samples rendered again. Both must outlive it. Returns 0, or -1
 * with a diag. Release with verify_close in either case.
 *
 * Memory is about that of DUPLICATES_HELD hashes, and a byte a checkpoint.
 */
int verify_open(struct verify **out, const struct dataset *s,
                struct recheck *recheck, struct diag *d);
void verify_close(struct verify *v);

/*
 * Look at checkpoint K: each of the plan, from 0 on. Returns an enum
 * presence: PRESENCE_DAMAGED, with the reason in WHY as a data diag, is also
 * one whose hash or arrays are not what they must be; or -1 with a diag in WHY
 * when the system failed.
 */
int verify_checkpoint(struct verify *v, uint64_t k, struct diag *why);

/*
 * Count the samples that are alike, after the last checkpoint: whole archives
 * are read again only where there are more samples than DUPLICATES_HELD, or
 * some of those that were read turned out to be damaged. Returns 0, or -1
 * with a diag.
 */
int verify_finish(struct verify *v, struct diag *d);

/* What was found so far. */
const struct findings *verify_findings(const struct verify *v);

/* The dataset's digest, after the last checkpoint, if all of it is whole. */
struct digest128 verify_digest(const struct verify *v);

#endif

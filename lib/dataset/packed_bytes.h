#ifndef VG_PACKED_BYTES_H
#define VG_PACKED_BYTES_H

#include <stdint.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "stream/record.h"

/*
 * How many bytes the file of the segment HEAD, whose payloads follow each other
 * at PAYLOADS, takes in the format of P, into *BYTES. It is written, as vg-pack
 * does by default, to a temporary file in TMPDIR or /tmp, and removed. Returns
 * 0, or -1 with a diag.
 */
int packed_bytes(const struct plan *p, const struct record_head *head,
                 const unsigned char *payloads, uint64_t *bytes,
                 struct diag *d);

#endif

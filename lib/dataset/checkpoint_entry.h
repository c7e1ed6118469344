#ifndef VG_CHECKPOINT_ENTRY_H
#define VG_CHECKPOINT_ENTRY_H

#include <stdint.h>

#include "base/digest.h"

/* One committed checkpoint, as a manifest records it. */
struct checkpoint_entry {
	struct digest128 xxh128; /* of the file */
	uint64_t count;          /* samples */
	uint64_t bytes;          /* of the file */
	uint64_t content;        /* XXH3-64 over the samples' hashes */
	int64_t committed_s;     /* seconds since 1970, UTC */
};

#endif

#ifndef VG_ZSTD_FRAME_H
#define VG_ZSTD_FRAME_H

#include <stdint.h>

/* A zstd frame, RFC 8878, 3.1.1, looked at without unpacking it. */
struct zstd_frame {
	uint64_t window_bytes;  /* that unpacking needs */
	uint64_t content_bytes; /* or UINT64_MAX: the header does not tell */
};

/*
 * Look at the file in FD, which has SIZE bytes and must be one frame with a
 * checksum, without a dictionary: by its headers, those of its blocks too. Returns
 * 0, or -1 if it is anything else, or cannot be read.
 */
int zstd_frame_look(struct zstd_frame *f, int fd, uint64_t size);

#endif

#ifndef VG_ZSTD_STREAM_H
#define VG_ZSTD_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/sink.h"

/*
 * Compresses a stream of bytes to one zstd frame, RFC 8878, with a checksum of
 * the content, so that `zstd -t` proves it. The stream may come in pieces of
 * any size; the result does not depend on them. The same settings and bytes
 * give the same frame with the same version of libzstd.
 */

/* In size_bytes: how much will come is not known. */
#define ZSTD_STREAM_SIZE_UNKNOWN UINT64_MAX

struct zstd_settings {
	int level;           /* 1 to 19 */
	/*
	 * Distance in bytes at which data are likely to repeat, as the frames
	 * of a video do, or 0. The window has at least two of it.
	 */
	uint64_t repeat;
	/* Of all data; the frame's header names it, and it must be so. */
	uint64_t size_bytes; /* or ZSTD_STREAM_SIZE_UNKNOWN */
};

struct zstd_stream;

/*
 * Begin a stream at *OUT whose compressed bytes go to SINK with CONTEXT. It
 * takes at most 12 MiB, or 4 MiB and the window where two repeats exceed 8 MiB;
 * the window has at most 128 MiB, which every decoder accepts. Returns 0, or -1
 * with a diag. Release with zstd_stream_free in either case.
 */
int zstd_stream_new(struct zstd_stream **out, const struct zstd_settings *how,
                    byte_sink *sink, void *context, struct diag *d);
void zstd_stream_free(struct zstd_stream *s);

/* Add SIZE bytes. Returns 0, or -1 with a diag; then only free it. */
int zstd_stream_write(struct zstd_stream *s, const void *data, size_t size,
                      struct diag *d);

/*
 * End the frame, after which only the sizes may be asked for. Returns 0, or -1
 * with a diag, also if there were fewer bytes than size_bytes.
 */
int zstd_stream_finish(struct zstd_stream *s, struct diag *d);

/* Bytes taken, and bytes given to the sink, so far. */
uint64_t zstd_stream_size_in(const struct zstd_stream *s);
uint64_t zstd_stream_size_out(const struct zstd_stream *s);

#endif

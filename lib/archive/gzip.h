#ifndef VG_GZIP_H
#define VG_GZIP_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

/*
 * A gzip file, RFC 1952, around one deflate stream: without name and time. The
 * stream is written by a deflater and read by zlib.
 */

#define GZIP_HEADER_BYTES 10
#define GZIP_TRAILER_BYTES 8

/* Write what comes before the deflate stream. */
void gzip_header(unsigned char header[GZIP_HEADER_BYTES]);

/* Write what comes after the stream of SIZE bytes that have the CRC-32 CRC. */
void gzip_trailer(unsigned char trailer[GZIP_TRAILER_BYTES], uint32_t crc,
                  uint64_t size);

/* Reads gzip files, one after the other. */
struct gunzip;

/* Gives the next SIZE bytes of the file. Returns 0, or -1 with a diag. */
typedef int gunzip_source(void *context, void *data, size_t size,
                          struct diag *d);

/* Make a reader from SOURCE with CONTEXT. Returns NULL when memory is short. */
struct gunzip *gunzip_new(gunzip_source *source, void *context);
void gunzip_free(struct gunzip *g);

/*
 * Begin to read a file of PACKED_BYTES. Nothing is taken from the source beyond
 * them. Returns 0, or -1 with a diag, also if the header is another than
 * gzip_header's.
 */
int gunzip_begin(struct gunzip *g, uint64_t packed_bytes, struct diag *d);

/*
 * Unpack the next SIZE bytes into DATA, or nowhere if that is NULL. Returns 0,
 * or -1 with a diag.
 */
int gunzip_take(struct gunzip *g, void *data, uint64_t size, struct diag *d);

/*
 * Check that stream and file end here, and the checksum. Returns 0, or -1 with a
 * diag.
 */
int gunzip_end(struct gunzip *g, struct diag *d);

#endif

/* The frame of a gzip file, and reading one. */
#include "archive/gzip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "archive/crc32.h"
#include "base/bytes.h"

#define PIECE_BYTES ((size_t)1 << 16)

struct gunzip {
	gunzip_source *source;
	void *context;
	z_stream zlib;
	int ended;            /* the deflate stream is */
	uint64_t packed_left; /* bytes of the stream that are not read yet */
	uint64_t size;        /* bytes unpacked so far */
	uint32_t crc;         /* of them */
	unsigned char in[PIECE_BYTES], waste[PIECE_BYTES];
};

void gzip_header(unsigned char header[GZIP_HEADER_BYTES])
{
	/* Magic, deflate, no flags, no time; made on no particular system. */
	static const unsigned char bytes[GZIP_HEADER_BYTES] = {
		0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255,
	};

	memcpy(header, bytes, sizeof bytes);
}

void gzip_trailer(unsigned char trailer[GZIP_TRAILER_BYTES], uint32_t crc,
                  uint64_t size)
{
	bytes_put32(trailer, crc);
	bytes_put32(trailer + 4, (uint32_t)(size & UINT32_MAX));
}

struct gunzip *gunzip_new(gunzip_source *source, void *context)
{
	struct gunzip *g = calloc(1, sizeof *g);

	if (g == NULL)
		return NULL;
	g->source = source;
	g->context = context;
	if (inflateInit2(&g->zlib, -MAX_WBITS) == Z_OK)
		return g;
	free(g);
	return NULL;
}

void gunzip_free(struct gunzip *g)
{
	if (g == NULL)
		return;
	(void)inflateEnd(&g->zlib);
	free(g);
}

int gunzip_begin(struct gunzip *g, uint64_t packed_bytes, struct diag *d)
{
	unsigned char header[GZIP_HEADER_BYTES], wanted[GZIP_HEADER_BYTES];

	if (packed_bytes < GZIP_HEADER_BYTES + GZIP_TRAILER_BYTES)
		return diag_data(d, "too small for gzip");
	if (g->source(g->context, header, sizeof header, d) != 0)
		return -1;
	gzip_header(wanted);
	if (memcmp(header, wanted, sizeof header) != 0)
		return diag_data(d, "its gzip header differs from vg's");
	(void)inflateReset(&g->zlib); /* fails only for an invalid z_stream */
	g->zlib.avail_in = 0;
	g->ended = 0;
	g->packed_left = packed_bytes - GZIP_HEADER_BYTES - GZIP_TRAILER_BYTES;
	g->size = 0;
	g->crc = 0;
	return 0;
}

/* Let inflate have more input if it has none. Returns 0, or -1 with a diag. */
static int feed(struct gunzip *g, struct diag *d)
{
	size_t piece = g->packed_left < PIECE_BYTES ? (size_t)g->packed_left
	                                            : PIECE_BYTES;

	if (g->zlib.avail_in > 0 || piece == 0)
		return 0;
	if (g->source(g->context, g->in, piece, d) != 0)
		return -1;
	g->packed_left -= piece;
	g->zlib.next_in = g->in;
	g->zlib.avail_in = (uInt)piece;
	return 0;
}

/*
 * Unpack up to SIZE bytes to TO; *GOT is how many, less than SIZE only at the
 * end of the stream. Returns 0, or -1 with a diag.
 */
static int inflate_some(struct gunzip *g, unsigned char *to, size_t size,
                        size_t *got, struct diag *d)
{
	g->zlib.next_out = to;
	g->zlib.avail_out = (uInt)size;
	while (g->zlib.avail_out > 0 && !g->ended) {
		int result;

		if (feed(g, d) != 0)
			return -1;
		/* Without input it makes no progress, and says so. */
		result = inflate(&g->zlib, Z_NO_FLUSH);
		if (result != Z_OK && result != Z_STREAM_END)
			return diag_data(d, "its gzip stream is damaged");
		g->ended = result == Z_STREAM_END;
	}
	*got = size - g->zlib.avail_out;
	g->crc = crc32_add(g->crc, to, *got);
	g->size += *got;
	return 0;
}

int gunzip_take(struct gunzip *g, void *data, uint64_t size, struct diag *d)
{
	unsigned char *to = data;

	while (size > 0) {
		size_t piece = size < PIECE_BYTES ? (size_t)size : PIECE_BYTES;
		size_t got;

		if (inflate_some(g, data != NULL ? to : g->waste, piece, &got,
		                 d) != 0)
			return -1;
		if (got < piece)
			return diag_data(d, "its gzip stream is too short");
		to = data != NULL ? to + piece : NULL;
		size -= piece;
	}
	return 0;
}

int gunzip_end(struct gunzip *g, struct diag *d)
{
	unsigned char trailer[GZIP_TRAILER_BYTES], wanted[GZIP_TRAILER_BYTES];
	size_t got;

	gzip_trailer(wanted, g->crc, g->size);
	if (inflate_some(g, g->waste, 1, &got, d) != 0)
		return -1;
	if (got > 0 || g->zlib.avail_in > 0 || g->packed_left > 0)
		return diag_data(d, "its gzip stream is too long");
	if (g->source(g->context, trailer, sizeof trailer, d) != 0)
		return -1;
	return memcmp(trailer, wanted, sizeof trailer) == 0
	           ? 0
	           : diag_data(d, "its checksum does not match");
}

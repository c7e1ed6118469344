/* Compress a stream of bytes to raw deflate. */
#include "archive/deflater.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "archive/crc32.h"

#define ZLIB_BOUND(size) (2 * (size) + 1024) /* far above deflateBound() */
#define OUT_BYTES ZLIB_BOUND(LZ77_FRAMES_CHUNK_MAX)

struct deflater_engine {
	int level;
	struct lz77 lz77;   /* for level 1 */
	z_stream zlib;      /* for levels 2 to 9 */
	int zlib_begun;
	unsigned char *out; /* OUT_BYTES: one compressed chunk */
};

struct deflater_engine *deflater_engine_new(int level)
{
	struct deflater_engine *e = calloc(1, sizeof *e);

	if (e == NULL)
		return NULL;
	e->level = level;
	e->out = level > 0 ? malloc(OUT_BYTES) : NULL;
	if (level == 1 && e->out != NULL && lz77_init(&e->lz77) == 0)
		return e;
	if (level > 1 && e->out != NULL)
		e->zlib_begun = deflateInit2(&e->zlib, level, Z_DEFLATED,
		                             -MAX_WBITS, MAX_MEM_LEVEL,
		                             Z_DEFAULT_STRATEGY) == Z_OK;
	if (level == 0 || e->zlib_begun)
		return e;
	deflater_engine_free(e);
	return NULL;
}

void deflater_engine_free(struct deflater_engine *e)
{
	if (e == NULL)
		return;
	lz77_free(&e->lz77);
	if (e->zlib_begun)
		(void)deflateEnd(&e->zlib);
	free(e->out);
	free(e);
}

int deflater_init(struct deflater *s, struct deflater_engine *engine,
                  size_t chunk, size_t repeat, byte_sink *sink,
                  void *context, struct diag *d)
{
	*s = (struct deflater){
		.engine = engine, .sink = sink, .context = context,
		.repeat = repeat > 0 && repeat <= LZ77_WINDOW ? repeat : 1,
		.reach = LZ77_WINDOW, .capacity = chunk,
	};
	if (engine->level == 0)
		return 0;
	if (engine->level == 1 && repeat > LZ77_WINDOW &&
	    repeat <= LZ77_FRAME_MAX) {
		s->reach = repeat;
		if (lz77_frames_init(&s->frames, repeat) != 0)
			return diag_system(d, ENOMEM, "deflate");
	}
	s->buffer = malloc(s->reach + chunk);
	return s->buffer != NULL ? 0 : diag_system(d, ENOMEM, "deflate");
}

void deflater_free(struct deflater *s)
{
	lz77_frames_free(&s->frames);
	free(s->buffer);
	s->buffer = NULL;
}

static int emit(struct deflater *s, const void *data, size_t size,
                struct diag *d)
{
	s->size_out += size;
	return s->sink(s->context, data, size, d);
}

/*
 * Compress the bytes at DATA with zlib, up to a whole byte. Returns the size
 * of the result in bytes, or 0 on failure.
 */
static size_t run_zlib(struct deflater *s, const unsigned char *data, int last)
{
	z_stream *z = &s->engine->zlib;

	/* These fail only for an invalid z_stream. */
	(void)deflateReset(z);
	if (s->history > 0)
		(void)deflateSetDictionary(z, data - s->history,
		                           (uInt)s->history);
	z->next_in = (Bytef *)(uintptr_t)data;
	z->avail_in = (uInt)s->used;
	z->next_out = s->engine->out;
	z->avail_out = OUT_BYTES;
	if (deflate(z, last ? Z_FINISH : Z_SYNC_FLUSH) !=
	            (last ? Z_STREAM_END : Z_OK) ||
	    z->avail_in > 0 || z->avail_out == 0)
		return 0;
	return OUT_BYTES - z->avail_out;
}

/* The same at level 1, which leaves the last bits pending unless LAST. */
static size_t run_fast(struct deflater *s, const unsigned char *data, int last)
{
	struct deflater_engine *e = s->engine;
	const struct lz77 *parsed = &e->lz77;

	if (s->reach > LZ77_WINDOW) {
		lz77_frames_parse(&s->frames, data, s->used, s->history);
		parsed = &s->frames.parsed;
	} else {
		lz77_parse(&e->lz77, data, s->used, s->history, s->repeat);
	}
	s->bits.at = e->out;
	deflate_block_write(&s->bits, parsed, data, s->used, last);
	return (size_t)(s->bits.at - e->out);
}

/* Compress the bytes that wait in the buffer; keep their end as history. */
static int run(struct deflater *s, int last, struct diag *d)
{
	unsigned char *data = s->buffer + s->history;
	size_t size, all = s->history + s->used;

	s->crc = crc32_add(s->crc, data, s->used);
	s->size_in += s->used;
	size = s->engine->level == 1 ? run_fast(s, data, last)
	                             : run_zlib(s, data, last);
	if (size == 0)
		return diag_system(d, EIO, "deflate");
	s->history = all < s->reach ? all : s->reach;
	memmove(s->buffer, s->buffer + all - s->history, s->history);
	s->used = 0;
	return emit(s, s->engine->out, size, d);
}

/* Where the next byte goes in the buffer. */
static unsigned char *place(const struct deflater *s)
{
	return s->buffer + s->history + s->used;
}

int deflater_room(struct deflater *s, size_t size, unsigned char **room,
                  struct diag *d)
{
	*room = NULL;
	if (s->engine->level == 0 || size > s->capacity / 2)
		return 0;
	if (size > s->capacity - s->used && run(s, 0, d) != 0)
		return -1;
	*room = place(s);
	return 0;
}

int deflater_write(struct deflater *s, const void *data, size_t size,
                   struct diag *d)
{
	const unsigned char *p = data;

	if (s->engine->level == 0) {
		s->crc = crc32_add(s->crc, data, size);
		s->size_in += size;
		return emit(s, data, size, d);
	}
	while (size > 0) {
		size_t piece = s->capacity - s->used;

		/* A full chunk waits, because it may be the last one. */
		if (piece == 0 && run(s, 0, d) != 0)
			return -1;
		if (piece == 0)
			continue;
		piece = piece < size ? piece : size;
		if (p != place(s))
			memcpy(place(s), p, piece);
		s->used += piece;
		p += piece;
		size -= piece;
	}
	return 0;
}

int deflater_finish(struct deflater *s, struct diag *d)
{
	return s->engine->level == 0 ? 0 : run(s, 1, d);
}

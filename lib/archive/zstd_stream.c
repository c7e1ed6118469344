/* Compress a stream of bytes to a zstd frame. */
#include "archive/zstd_stream.h"

#include <errno.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define WINDOW_LOG_MIN 21
#define WINDOW_LOG_WIDE 23 /* a wider one gains little, and takes memory */
#define WINDOW_LOG_MAX 27  /* what a decoder accepts without being asked */

/*
 * How many repeats the window has, while it is not wider than WINDOW_LOG_WIDE:
 * several videos, because all have the same background. At 24x256x256 this
 * makes 88 kB of a video, against 133 kB in a window of 1 MiB, and is as fast.
 *
 * Long-distance matching makes 78 kB, at half the speed. Matches that we find
 * ourselves, at the distance known, make 80 kB, hardly faster on an idle
 * machine; but libzstd (1.5.4 to 1.5.6) takes them only through experimental
 * functions. ZSTD_compressSequences needs all data in memory;
 * ZSTD_registerSequenceProducer is documented not to reach back beyond a block
 * of 128 KiB, and refuses that if it validates.
 */
#define REPEATS_WIDE 80
#define REPEATS_MIN 2

/*
 * Tables beyond these sizes are slower and hardly smaller at level 1, and do
 * not fit into a process of 32 MiB at higher levels, which have larger ones.
 */
#define HASH_LOG_NARROW 15
#define HASH_LOG_WIDE 16
#define TABLE_LOG_MAX 18
#define LEVEL_SMALL_TABLES 3 /* libzstd's tables are small up to here */

struct zstd_stream {
	ZSTD_CCtx *zstd;
	byte_sink *sink;
	void *context;
	unsigned char *out; /* out_bytes */
	size_t out_bytes;
	uint64_t size_in, size_out;
};

/* The least power of two that holds COUNT repeats, at most 2^MAX. */
static int log_of(uint64_t repeat, unsigned count, int max)
{
	int log = WINDOW_LOG_MIN;

	while (log < max && (UINT64_C(1) << log) / count < repeat)
		log++;
	return log;
}

static int window_log(uint64_t repeat)
{
	int wide = log_of(repeat, REPEATS_WIDE, WINDOW_LOG_WIDE);
	int least = log_of(repeat, REPEATS_MIN, WINDOW_LOG_MAX);

	return wide > least ? wide : least;
}

/* Report libzstd's error RESULT. Always returns -1. */
static int failed(size_t result, struct diag *d)
{
	if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation)
		return diag_system(d, ENOMEM, "zstd");
	return diag_data(d, "zstd: %s", ZSTD_getErrorName(result));
}

static int set(struct zstd_stream *s, ZSTD_cParameter name, int value,
               struct diag *d)
{
	size_t result = ZSTD_CCtx_setParameter(s->zstd, name, value);

	return ZSTD_isError(result) ? failed(result, d) : 0;
}

static int set_tables(struct zstd_stream *s, int level, int window,
                      struct diag *d)
{
	if (level == 1)
		return set(s, ZSTD_c_hashLog,
		           window < WINDOW_LOG_WIDE ? HASH_LOG_NARROW
		                                    : HASH_LOG_WIDE, d);
	if (level <= LEVEL_SMALL_TABLES)
		return 0;
	if (set(s, ZSTD_c_hashLog, TABLE_LOG_MAX, d) != 0)
		return -1;
	return set(s, ZSTD_c_chainLog, TABLE_LOG_MAX, d);
}

int zstd_stream_new(struct zstd_stream **out, const struct zstd_settings *how,
                    byte_sink *sink, void *context, struct diag *d)
{
	struct zstd_stream *s = *out = calloc(1, sizeof *s);
	int window = window_log(how->repeat);
	size_t result;

	if (s == NULL)
		return diag_system(d, ENOMEM, "zstd");
	s->sink = sink;
	s->context = context;
	s->out_bytes = ZSTD_CStreamOutSize();
	s->out = malloc(s->out_bytes);
	s->zstd = ZSTD_createCCtx();
	if (s->out == NULL || s->zstd == NULL)
		return diag_system(d, ENOMEM, "zstd");
	if (set(s, ZSTD_c_compressionLevel, how->level, d) != 0 ||
	    set(s, ZSTD_c_windowLog, window, d) != 0 ||
	    set_tables(s, how->level, window, d) != 0 ||
	    set(s, ZSTD_c_checksumFlag, 1, d) != 0)
		return -1;
	/* ZSTD_STREAM_SIZE_UNKNOWN is ZSTD_CONTENTSIZE_UNKNOWN. */
	result = ZSTD_CCtx_setPledgedSrcSize(s->zstd, how->size_bytes);
	return ZSTD_isError(result) ? failed(result, d) : 0;
}

void zstd_stream_free(struct zstd_stream *s)
{
	if (s == NULL)
		return;
	(void)ZSTD_freeCCtx(s->zstd);
	free(s->out);
	free(s);
}

/*
 * Compress what fits into the buffer of output, and give that to the sink.
 * *LEFT is what libzstd returns: bytes that wait in it, 0 at the end.
 */
static int step(struct zstd_stream *s, ZSTD_inBuffer *in,
                ZSTD_EndDirective how, size_t *left, struct diag *d)
{
	ZSTD_outBuffer o = { s->out, s->out_bytes, 0 };
	size_t before = in->pos;

	*left = ZSTD_compressStream2(s->zstd, &o, in, how);
	if (ZSTD_isError(*left))
		return failed(*left, d);
	s->size_in += in->pos - before;
	s->size_out += o.pos;
	return o.pos > 0 ? s->sink(s->context, s->out, o.pos, d) : 0;
}

int zstd_stream_write(struct zstd_stream *s, const void *data, size_t size,
                      struct diag *d)
{
	ZSTD_inBuffer in = { data, size, 0 };
	size_t left;

	while (in.pos < in.size)
		if (step(s, &in, ZSTD_e_continue, &left, d) != 0)
			return -1;
	return 0;
}

int zstd_stream_finish(struct zstd_stream *s, struct diag *d)
{
	ZSTD_inBuffer in = { NULL, 0, 0 };
	size_t left;

	do {
		if (step(s, &in, ZSTD_e_end, &left, d) != 0)
			return -1;
	} while (left > 0);
	return 0;
}

uint64_t zstd_stream_size_in(const struct zstd_stream *s)
{
	return s->size_in;
}

uint64_t zstd_stream_size_out(const struct zstd_stream *s)
{
	return s->size_out;
}

#ifndef VG_LZ77_FRAMES_H
#define VG_LZ77_FRAMES_H

#include "archive/lz77.h"
#include "archive/lz77_search.h"

/*
 * Parses frames that are too large for deflate's window. A frame cannot be
 * copied from the one before, but it can be parsed like that one: where both
 * are equal, the same matches hold, and no search is needed. The few bytes that
 * change are searched thoroughly. The same input gives the same output on every
 * machine.
 */

#define LZ77_FRAME_MAX ((size_t)1 << 20) /* the largest frame, bytes */
/* What a frame repeats from another in its chunk is encoded fastest. */
#define LZ77_FRAMES_CHUNK_MAX ((size_t)1600 << 10)

struct lz77_frames {
	struct lz77 parsed; /* the result; its steps are in STEP; owns the rest */
	size_t frame;       /* bytes */
	struct lz77_step *step; /* owned: of the frame before, then the chunk's */
	size_t room;            /* steps that fit in STEP */
	size_t kept;            /* steps before the chunk's */
	size_t kept_bytes;      /* that they cover */
	struct lz77_search search;
};

/*
 * Prepare for a stream of frames of FRAME bytes, over LZ77_WINDOW and at most
 * LZ77_FRAME_MAX. Returns 0, or -1 when memory is short. Release with
 * lz77_frames_free either way.
 */
int lz77_frames_init(struct lz77_frames *f, size_t frame);
void lz77_frames_free(struct lz77_frames *f);

/*
 * Parse the next SIZE bytes of the stream, at most LZ77_FRAMES_CHUNK_MAX, at
 * DATA. The
 * HISTORY bytes before them are the stream's last ones: a frame of them, or all
 * there are. The result is in F->parsed until the next call.
 */
void lz77_frames_parse(struct lz77_frames *f, const unsigned char *data,
                       size_t size, size_t history);

#endif

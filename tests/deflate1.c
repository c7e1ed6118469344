/*
 * deflate1 REPEAT: compress standard input as level 1 does. It needs no
 * library, so that a cross compiler can build it for other machines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/deflate_block.h"
#include "archive/lz77_frames.h"

#define CHUNK LZ77_CHUNK_MAX

int main(int argc, char **argv)
{
	static unsigned char buffer[LZ77_FRAME_MAX + CHUNK];
	static unsigned char out[DEFLATE_BLOCK_BOUND(CHUNK)];
	struct deflate_block_bits bits = { 0, 0, out };
	size_t repeat = argc == 2 ? (size_t)strtoul(argv[1], NULL, 10) : 0;
	size_t reach = repeat > LZ77_WINDOW ? repeat : LZ77_WINDOW;
	struct lz77_frames frames;
	struct lz77 near;
	size_t history = 0, size;

	if (repeat == 0 || repeat > LZ77_FRAME_MAX || lz77_init(&near) != 0 ||
	    lz77_frames_init(&frames, reach) != 0)
		return 3;
	do {
		unsigned char *data = buffer + history;
		const struct lz77 *z = repeat > LZ77_WINDOW ? &frames.parsed
		                                            : &near;
		size_t all;

		size = fread(data, 1, CHUNK, stdin);
		if (repeat > LZ77_WINDOW)
			lz77_frames_parse(&frames, data, size, history);
		else
			lz77_parse(&near, data, size, history, repeat);
		bits.at = out;
		deflate_block_write(&bits, z, data, size, size < CHUNK);
		if (fwrite(out, 1, (size_t)(bits.at - out), stdout) !=
		    (size_t)(bits.at - out))
			return 3;
		all = history + size;
		history = all < reach ? all : reach;
		memmove(buffer, buffer + all - history, history);
	} while (size == CHUNK);
	lz77_frames_free(&frames);
	lz77_free(&near);
	return ferror(stdin) || fflush(stdout) != 0 ? 3 : 0;
}

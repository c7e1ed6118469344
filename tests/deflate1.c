/*
 * deflate1 REPEAT: compress standard input as level 1 does. It needs no
 * library, so that a cross compiler can build it for other machines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/deflate_block.h"

#define CHUNK LZ77_CHUNK_MAX

int main(int argc, char **argv)
{
	static unsigned char buffer[LZ77_WINDOW + CHUNK];
	static unsigned char out[DEFLATE_BLOCK_BOUND(CHUNK)];
	struct deflate_block_bits bits = { 0, 0, out };
	struct lz77 z;
	size_t history = 0, size;

	if (argc != 2 || lz77_init(&z) != 0)
		return 3;
	do {
		unsigned char *data = buffer + history;
		size_t all;

		size = fread(data, 1, CHUNK, stdin);
		lz77_parse(&z, data, size, history,
		           (size_t)strtoul(argv[1], NULL, 10));
		bits.at = out;
		deflate_block_write(&bits, &z, data, size, size < CHUNK);
		if (fwrite(out, 1, (size_t)(bits.at - out), stdout) !=
		    (size_t)(bits.at - out))
			return 3;
		all = history + size;
		history = all < LZ77_WINDOW ? all : LZ77_WINDOW;
		memmove(buffer, buffer + all - history, history);
	} while (size == CHUNK);
	lz77_free(&z);
	return ferror(stdin) || fflush(stdout) != 0 ? 3 : 0;
}

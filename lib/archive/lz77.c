/* Find repeated bytes: the match search of deflate level 1. */
#include "archive/lz77.h"

#include <stdlib.h>
#include <string.h>

#include "archive/lz77_match.h"
#include "base/bytes.h"

#define MATCH_MIN 4 /* a shorter match costs more than its literals */

int lz77_init(struct lz77 *z)
{
	memset(z, 0, sizeof *z);
	z->step = malloc((LZ77_CHUNK_MAX / MATCH_MIN + 1) * sizeof *z->step);
	z->seen = malloc(sizeof *z->seen << LZ77_HASH_BITS);
	return z->step != NULL && z->seen != NULL ? 0 : -1;
}

void lz77_free(struct lz77 *z)
{
	free(z->step);
	free(z->seen);
	z->step = NULL;
	z->seen = NULL;
}

static uint32_t hash(uint32_t four)
{
	return four * UINT32_C(2654435761) >> (32 - LZ77_HASH_BITS);
}

/* FOUR xor the four bytes that are DISTANCE before P. */
static uint32_t differ(const unsigned char *p, size_t distance, uint32_t four)
{
	return bytes_get32(p - distance) ^ four;
}

/*
 * The distance of a match for the FOUR bytes at P, position AT; 0 if there is
 * none. Candidates are the distance LIKELY, and the position SEEN - 1, where
 * bytes of the same hash occurred last. Both are compared before any branch:
 * a branch for each would often be mispredicted.
 */
static size_t find(const unsigned char *p, size_t at, uint32_t four,
                   size_t likely, uint32_t seen)
{
	size_t before = at + 1 - seen; /* more than AT if SEEN is 0 */
	uint32_t a, b;

	likely = likely <= at ? likely : 1;
	before = before <= at ? before : at;
	a = differ(p, likely, four);
	b = differ(p, before, four) | (before > LZ77_WINDOW);
	if ((a != 0) & (b != 0))
		return 0;
	return a == 0 ? likely : before;
}

void lz77_parse(struct lz77 *z, const unsigned char *data, size_t size,
                size_t history, size_t repeat)
{
	const unsigned char *begin = data - history, *end = data + size;
	const unsigned char *done = data; /* the end of the last step */

	z->steps = 0;
	memset(z->literal, 0, sizeof z->literal);
	memset(z->seen, 0, sizeof *z->seen << LZ77_HASH_BITS);
	if (history == 0 && size > 0)
		z->literal[*data++]++; /* no byte before it to match */
	while ((size_t)(end - data) >= MATCH_MIN) {
		size_t at = (size_t)(data - begin), distance, length;
		uint32_t four = bytes_get32(data), *slot = &z->seen[hash(four)];

		distance = find(data, at, four, repeat, *slot);
		*slot = (uint32_t)(at + 1);
		if (distance == 0) {
			z->literal[*data++]++;
			continue;
		}
		length = lz77_usable_length(
			lz77_match_length(data, data - distance,
			                  (size_t)(end - data)),
			MATCH_MIN);
		z->step[z->steps++] = (struct lz77_step){
			(uint32_t)(data - done), (uint32_t)length,
			(uint32_t)distance
		};
		data += length;
		done = data;
	}
	while (data < end)
		z->literal[*data++]++;
	z->step[z->steps++] =
		(struct lz77_step){ (uint32_t)(data - done), 0, 1 };
}

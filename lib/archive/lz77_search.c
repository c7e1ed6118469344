/* Search for the match that saves the most bits. */
#include "archive/lz77_search.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "archive/lz77_match.h"
#include "base/bytes.h"

#define HASH_BITS 14
#define EIGHTS 3     /* positions kept for a hash of 8 bytes */
#define NEAR 1024    /* a match of 3 bytes from farther away costs too much */
#define BYTE_BITS 3  /* what another byte in a match saves, roughly */
#define STEP_BITS 24 /* what another match costs at most, roughly */

enum { THREE, FOUR, EIGHT, TABLES = EIGHT + EIGHTS };

int lz77_search_init(struct lz77_search *s, size_t period)
{
	memset(s, 0, sizeof *s);
	s->period = period;
	s->seen = calloc((size_t)TABLES << HASH_BITS, sizeof *s->seen);
	return s->seen != NULL ? 0 : -1;
}

void lz77_search_free(struct lz77_search *s)
{
	free(s->seen);
	s->seen = NULL;
}

void lz77_search_chunk(struct lz77_search *s, const unsigned char *data,
                       size_t size, size_t history)
{
	s->position = s->next;
	s->next += (uint32_t)size;
	s->begin = data - history;
	s->start = data;
	s->end = data + size;
	s->recent[0] = 1;
	s->recent[1] = 2;
}

/* The bytes from P to the end of the chunk. */
static size_t rest(const struct lz77_search *s, const unsigned char *p)
{
	return (size_t)(s->end - p);
}

static uint32_t position(const struct lz77_search *s, const unsigned char *p)
{
	return s->position + (uint32_t)(p - s->start);
}

static uint32_t hash(uint32_t v)
{
	return v * UINT32_C(2654435761) >> (32 - HASH_BITS);
}

/* Where positions of the same bytes as at P are kept in SEEN, by table. */
struct slots {
	uint32_t *three, *four, *eight;
};

static struct slots slots(const struct lz77_search *s, const unsigned char *p)
{
	uint32_t four = bytes_get32(p), *seen = s->seen;
	uint64_t eight = rest(s, p) >= 8 ? bytes_get64(p) : four;
	size_t at = (size_t)(eight * UINT64_C(0x9e3779b97f4a7c15) >>
	                     (64 - HASH_BITS));

	return (struct slots){
		seen + ((size_t)THREE << HASH_BITS) + hash(four << 8),
		seen + ((size_t)FOUR << HASH_BITS) + hash(four),
		seen + ((size_t)EIGHT << HASH_BITS) + EIGHTS * at,
	};
}

static void insert(const struct lz77_search *s, const unsigned char *p)
{
	struct slots slot = slots(s, p);

	for (int i = EIGHTS - 1; i > 0; i--)
		slot.eight[i] = slot.eight[i - 1];
	*slot.three = *slot.four = *slot.eight = position(s, p);
}

void lz77_search_insert(const struct lz77_search *s, const unsigned char *from,
                        const unsigned char *to)
{
	for (; from < to && rest(s, from) >= 4; from++)
		insert(s, from);
}

/*
 * The distance from P back to the position SEEN, or 0 if there is no match. An
 * older position counts as the same place in a later frame, because only what
 * has changed since is inserted again.
 */
static uint32_t distance_to(const struct lz77_search *s, const unsigned char *p,
                            uint32_t seen)
{
	uint32_t distance = position(s, p) - seen;

	if (distance > LZ77_WINDOW)
		distance %= (uint32_t)s->period;
	return distance <= LZ77_WINDOW && distance <= (size_t)(p - s->begin)
	               ? distance
	               : 0;
}

int lz77_extra_bits(uint32_t distance)
{
	return distance < 5 ? 0 : 30 - __builtin_clz(distance - 1);
}

int lz77_saved_bits(const struct lz77_match *m)
{
	return m->length == 0 ? INT_MIN
	                      : BYTE_BITS * (int)m->length -
	                                lz77_extra_bits(m->distance);
}

/* Whether A saves more bits than B. */
static int is_better(const struct lz77_match *a, const struct lz77_match *b)
{
	int is_longer = a->length > b->length;
	size_t both = is_longer ? b->length : a->length;
	size_t more = is_longer ? a->length - both : b->length - both;
	int gain = more < STEP_BITS / BYTE_BITS ? BYTE_BITS * (int)more
	                                        : STEP_BITS;
	int cost = (lz77_extra_bits(a->distance) - lz77_extra_bits(b->distance)) *
	           (int)(1 + both / LZ77_MATCH_MAX);

	return (is_longer ? gain : -gain) > cost;
}

/* Replace BEST if DISTANCE, not 0, is better for the FOUR bytes at P. */
static void consider(const struct lz77_search *s, const unsigned char *p,
                     uint32_t four, uint32_t distance, struct lz77_match *best)
{
	struct lz77_match m = { .distance = distance };

	if (bytes_get32(p - distance) != four)
		return;
	m.length = lz77_usable_length(
		lz77_match_length(p, p - distance, rest(s, p)), LZ77_SEARCH_MIN);
	if (m.length > 0 && (best->length == 0 || is_better(&m, best)))
		*best = m;
}

struct lz77_match lz77_search_find(const struct lz77_search *s,
                                   const unsigned char *p)
{
	struct lz77_match best = { 0, 0 };
	struct slots slot = slots(s, p);
	uint32_t four = bytes_get32(p), distance;

	for (int i = 0; i < 2; i++)
		if (s->recent[i] <= (size_t)(p - s->begin))
			consider(s, p, four, s->recent[i], &best);
	for (int i = 0; i < EIGHTS + 1; i++) {
		if (i == EIGHTS && best.length >= 8)
			break; /* the hash of four bytes finds no longer one */
		distance = distance_to(s, p, i < EIGHTS ? slot.eight[i]
		                                        : *slot.four);
		if (distance != 0 && distance != s->recent[0] &&
		    distance != s->recent[1])
			consider(s, p, four, distance, &best);
	}
	if (best.length > 0)
		return best;
	distance = distance_to(s, p, *slot.three);
	if (distance != 0 && distance <= NEAR &&
	    memcmp(p, p - distance, LZ77_SEARCH_MIN) == 0)
		best = (struct lz77_match){ LZ77_SEARCH_MIN, distance };
	return best;
}

/* Search for the match that saves the most bits. */
#include "archive/lz77_search.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "archive/lz77_match.h"
#include "base/bytes.h"

#define HASH_BITS 14
#define EIGHTS 2     /* positions kept for a hash of 8 bytes */
#define NEAR 1024    /* a match of 3 bytes from farther away costs too much */
#define BYTE_BITS 3  /* what another byte in a match saves, roughly */
#define STEP_BITS 24 /* what another match costs at most, roughly */

enum { THREE, FOUR, EIGHT, TABLES = EIGHT + EIGHTS };
enum { CANDIDATES = 2 + EIGHTS + 1 }; /* recent ones, eights and a four */

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
	s->phase = s->next;
	s->next = (uint32_t)((s->next + size) % s->period);
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

/* Where P is in its period. */
static uint32_t position(const struct lz77_search *s, const unsigned char *p)
{
	return (s->phase + (uint32_t)(p - s->start)) % (uint32_t)s->period;
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
 * The distance from position AT back to SEEN, which may be that of an earlier
 * period: only what has changed since is inserted again.
 */
static uint32_t distance_to(const struct lz77_search *s, uint32_t at,
                            uint32_t seen)
{
	return at - seen + (at < seen ? (uint32_t)s->period : 0);
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

/* Replace BEST if the match from DISTANCE, of four bytes or more, is better. */
static void consider(const struct lz77_search *s, const unsigned char *p,
                     uint32_t distance, struct lz77_match *best)
{
	struct lz77_match m = { .distance = distance };

	m.length = lz77_usable_length(
		lz77_match_length(p, p - distance, rest(s, p)), LZ77_SEARCH_MIN);
	if (m.length > 0 && (best->length == 0 || is_better(&m, best)))
		*best = m;
}

/*
 * Which of the distances match the four bytes at P, a bit for each. Others are
 * set to 1, and all are compared before any branch: a branch for each would
 * often be mispredicted.
 */
static unsigned matching(const struct lz77_search *s, const unsigned char *p,
                         uint32_t distance[CANDIDATES])
{
	size_t back = (size_t)(p - s->begin);
	uint32_t four = bytes_get32(p), most, bits = 0;

	most = back < LZ77_WINDOW ? (uint32_t)back : (uint32_t)LZ77_WINDOW;
	for (unsigned i = 0; i < CANDIDATES; i++) {
		uint32_t is_valid = distance[i] - 1 < most;
		uint32_t d = is_valid ? distance[i] : 1;

		bits |= (is_valid & (bytes_get32(p - d) == four)) << i;
	}
	return bits;
}

struct lz77_match lz77_search_find(const struct lz77_search *s,
                                   const unsigned char *p)
{
	struct lz77_match best = { 0, 0 };
	struct slots slot = slots(s, p);
	uint32_t at = position(s, p), distance[CANDIDATES];
	unsigned bits;

	distance[0] = s->recent[0];
	distance[1] = s->recent[1];
	for (int i = 0; i < EIGHTS; i++)
		distance[2 + i] = distance_to(s, at, slot.eight[i]);
	distance[2 + EIGHTS] = distance_to(s, at, *slot.four);
	for (bits = matching(s, p, distance); bits != 0; bits &= bits - 1) {
		unsigned i = (unsigned)__builtin_ctz(bits);

		if (i == CANDIDATES - 1 && best.length >= 8)
			break; /* the hash of four bytes finds no longer one */
		if (i < 2 || (distance[i] != distance[0] &&
		              distance[i] != distance[1]))
			consider(s, p, distance[i], &best);
	}
	if (best.length > 0)
		return best;
	distance[0] = distance_to(s, at, *slot.three);
	if (distance[0] <= NEAR && distance[0] <= (size_t)(p - s->begin) &&
	    distance[0] > 0 &&
	    memcmp(p, p - distance[0], LZ77_SEARCH_MIN) == 0)
		best = (struct lz77_match){ LZ77_SEARCH_MIN, distance[0] };
	return best;
}

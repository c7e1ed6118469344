/* Count equal hashes in limited memory, in several passes. */
#include "verify/duplicates.h"

#include <errno.h>
#include <stdlib.h>

/* A pass may hold more hashes than DUPLICATES_HELD: their number varies. */
#define ROOM_MAX ((uint64_t)DUPLICATES_HELD / 15 * 16)

int duplicates_init(struct duplicates *s, uint64_t expected, struct diag *d)
{
	*s = (struct duplicates){ .passes = 1 };
	if (expected > DUPLICATES_HELD)
		s->passes = (expected - 1) / DUPLICATES_HELD + 1;
	s->room = expected < ROOM_MAX ? expected + 2 : ROOM_MAX;
	s->hash = malloc((size_t)s->room * sizeof *s->hash);
	return s->hash != NULL ? 0 : diag_system(d, ENOMEM, "duplicates");
}

void duplicates_free(struct duplicates *s)
{
	free(s->hash);
	s->hash = NULL;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Keep one of each hash and count the others. */
static void compact(struct duplicates *s)
{
	uint64_t kept = 0;

	qsort(s->hash, (size_t)s->used, sizeof *s->hash, by_value);
	for (uint64_t i = 0; i < s->used; i++)
		if (kept == 0 || s->hash[i] != s->hash[kept - 1])
			s->hash[kept++] = s->hash[i];
	s->found += s->used - kept;
	s->used = kept;
}

static int grow(struct duplicates *s, struct diag *d)
{
	uint64_t *larger = NULL;

	if (s->room <= SIZE_MAX / sizeof *larger / 2)
		larger = realloc(s->hash,
		                 (size_t)s->room * 2 * sizeof *larger);
	if (larger == NULL)
		return diag_system(d, ENOMEM, "duplicates");
	s->hash = larger;
	s->room *= 2;
	return 0;
}

int duplicates_add(struct duplicates *s, uint64_t hash, struct diag *d)
{
	if (hash % s->passes != s->pass)
		return 0;
	if (s->used == s->room) {
		compact(s);
		if (s->used > s->room / 2 && grow(s, d) != 0)
			return -1;
	}
	s->hash[s->used++] = hash;
	return 0;
}

void duplicates_next(struct duplicates *s)
{
	compact(s);
	s->used = 0;
	s->pass++;
}

void duplicates_clear(struct duplicates *s)
{
	s->used = 0;
	s->found = 0;
}

/* Count equal hashes in limited memory, in several passes. */
#include "verify/duplicates.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A pass may hold more hashes than DUPLICATES_HELD: their number varies. */
#define ROOM_MAX ((uint64_t)DUPLICATES_HELD / 15 * 16)

#define PARTS_SHIFT 56 /* of the parts in a place */

int duplicates_init(struct duplicates *s, uint64_t expected, struct diag *d)
{
	*s = (struct duplicates){ .passes = 1 };
	if (expected > DUPLICATES_HELD)
		s->passes = (expected - 1) / DUPLICATES_HELD + 1;
	s->room = expected < ROOM_MAX ? expected + 2 : ROOM_MAX;
	s->entry = malloc((size_t)s->room * sizeof *s->entry);
	return s->entry != NULL ? 0 : diag_system(d, ENOMEM, "duplicates");
}

void duplicates_free(struct duplicates *s)
{
	free(s->entry);
	s->entry = NULL;
}

static uint64_t index_of(const struct duplicates_entry *e)
{
	return e->place & ((UINT64_C(1) << PARTS_SHIFT) - 1);
}

static uint64_t parts_of(const struct duplicates_entry *e)
{
	return e->place >> PARTS_SHIFT;
}

static int by_hash_and_index(const void *a, const void *b)
{
	const struct duplicates_entry *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash > y->hash ? 1 : -1;
	return (index_of(x) > index_of(y)) - (index_of(x) < index_of(y));
}

/* Keep the pair among those with the smallest index, in order. */
static void name_pair(struct duplicates *s, uint64_t index, uint64_t earlier)
{
	unsigned at = s->named;

	while (at > 0 && s->pair[at - 1].index > index)
		at--;
	if (at == DUPLICATES_NAMED)
		return;
	if (s->named < DUPLICATES_NAMED)
		s->named++;
	memmove(&s->pair[at + 1], &s->pair[at],
	        (s->named - 1 - at) * sizeof *s->pair);
	s->pair[at] = (struct duplicates_pair){ index, earlier };
}

/* Keep the first of each hash and count the others. */
static void compact(struct duplicates *s)
{
	struct duplicates_entry *first = NULL;
	uint64_t kept = 0;

	qsort(s->entry, (size_t)s->used, sizeof *s->entry, by_hash_and_index);
	for (uint64_t i = 0; i < s->used; i++) {
		const struct duplicates_entry e = s->entry[i];

		if (first == NULL || e.hash != first->hash) {
			first = &s->entry[kept++];
			*first = e;
			continue;
		}
		s->crossing += (parts_of(first) & ~parts_of(&e)) != 0;
		first->place |= parts_of(&e) << PARTS_SHIFT;
		name_pair(s, index_of(&e), index_of(first));
	}
	s->found += s->used - kept;
	s->used = kept;
}

static int grow(struct duplicates *s, struct diag *d)
{
	struct duplicates_entry *larger = NULL;

	if (s->room <= SIZE_MAX / sizeof *larger / 2)
		larger = realloc(s->entry,
		                 (size_t)s->room * 2 * sizeof *larger);
	if (larger == NULL)
		return diag_system(d, ENOMEM, "duplicates");
	s->entry = larger;
	s->room *= 2;
	return 0;
}

int duplicates_add(struct duplicates *s, uint64_t hash, uint64_t index,
                   unsigned part, struct diag *d)
{
	if (hash % s->passes != s->pass)
		return 0;
	if (s->used == s->room) {
		compact(s);
		if (s->used > s->room / 2 && grow(s, d) != 0)
			return -1;
	}
	s->entry[s->used++] = (struct duplicates_entry){
		hash, index | UINT64_C(1) << (PARTS_SHIFT + part),
	};
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
	s->found = s->crossing = 0;
	s->named = 0;
}

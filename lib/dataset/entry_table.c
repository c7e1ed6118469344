/* Hold the entries of checkpoints, in memory by how many there are. */
#include "dataset/entry_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"

/* Nodes and places are allocated in blocks, which never move. */
#define BLOCK_NODES ((size_t)1024)
#define BLOCK_PLACES ((size_t)256)
#define BLOCKS_OF_PLACES (PLAN_CHECKPOINTS_MAX / BLOCK_PLACES + 1)

/* An entry, in a list of those of its checkpoint: the first counts. */
struct node {
	struct checkpoint_entry entry;
	size_t source;
	struct node *next;
};

struct entry_table {
	struct node **block; /* of BLOCK_NODES */
	size_t blocks;
	size_t nodes; /* used, in all blocks */
	uint64_t end;
	struct node **place[BLOCKS_OF_PLACES]; /* NULL: nothing there */
};

struct entry_table *entry_table_new(void)
{
	return calloc(1, sizeof(struct entry_table));
}

void entry_table_free(struct entry_table *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->blocks; i++)
		free(t->block[i]);
	for (size_t i = 0; i < BLOCKS_OF_PLACES; i++)
		free(t->place[i]);
	free(t->block);
	free(t);
}

/* Where the list of checkpoint K begins, or NULL if it cannot be made. */
static struct node **make_place(struct entry_table *t, uint64_t k)
{
	struct node ***block = &t->place[k / BLOCK_PLACES];

	if (*block == NULL)
		*block = calloc(BLOCK_PLACES, sizeof **block);
	return *block != NULL ? &(*block)[k % BLOCK_PLACES] : NULL;
}

static struct node **find_place(const struct entry_table *t, uint64_t k)
{
	struct node **block =
	    k < t->end ? t->place[k / BLOCK_PLACES] : NULL;

	return block != NULL ? &block[k % BLOCK_PLACES] : NULL;
}

/* A node that is not used yet, or NULL. */
static struct node *make_node(struct entry_table *t)
{
	struct node **larger;

	if (t->nodes == t->blocks * BLOCK_NODES) {
		larger = realloc(t->block,
		                 (t->blocks + 1) * sizeof(struct node *));
		if (larger == NULL)
			return NULL;
		t->block = larger;
		larger[t->blocks] = malloc(BLOCK_NODES * sizeof(struct node));
		if (larger[t->blocks] == NULL)
			return NULL;
		t->blocks++;
	}
	t->nodes++;
	return &t->block[t->blocks - 1][(t->nodes - 1) % BLOCK_NODES];
}

/* Remove SOURCE's node from the list at PLACE, and return it, or NULL. */
static struct node *take_out(struct node **place, size_t source)
{
	struct node *node;

	while (*place != NULL && (*place)->source != source)
		place = &(*place)->next;
	node = *place;
	if (node != NULL)
		*place = node->next;
	return node;
}

/* Whether A goes before B, which another source has. */
static int is_later(const struct checkpoint_entry *a,
                    const struct checkpoint_entry *b)
{
	if (a->committed_s != b->committed_s)
		return a->committed_s > b->committed_s;
	return a->count >= b->count;
}

int entry_table_put(struct entry_table *t, uint64_t k, size_t source,
                    const struct checkpoint_entry *e, struct diag *d)
{
	struct node **place = make_place(t, k), *node = NULL;

	if (place != NULL)
		node = take_out(place, source);
	if (place != NULL && node == NULL)
		node = make_node(t);
	if (node == NULL)
		return diag_system(d, ENOMEM, "manifest");
	*node = (struct node){ .entry = *e, .source = source };
	while (*place != NULL && !is_later(e, &(*place)->entry))
		place = &(*place)->next;
	node->next = *place;
	*place = node;
	if (t->end <= k)
		t->end = k + 1;
	return 0;
}

const struct checkpoint_entry *entry_table_find(const struct entry_table *t,
                                                uint64_t k)
{
	struct node **place = find_place(t, k);

	return place != NULL && *place != NULL ? &(*place)->entry : NULL;
}

int entry_table_has_several(const struct entry_table *t, uint64_t k)
{
	struct node **place = find_place(t, k);

	return place != NULL && *place != NULL && (*place)->next != NULL;
}

int entry_table_prefer(struct entry_table *t, uint64_t k, uint64_t count,
                       uint64_t bytes, const struct digest128 *xxh128)
{
	struct node **first = find_place(t, k);

	if (first == NULL)
		return 0;
	for (struct node **at = first; *at != NULL; at = &(*at)->next) {
		struct node *node = *at;

		if (node->entry.count != count || node->entry.bytes != bytes ||
		    (xxh128 != NULL &&
		     !digest128_equal(node->entry.xxh128, *xxh128)))
			continue;
		*at = node->next;
		node->next = *first;
		*first = node;
		return 1;
	}
	return 0;
}

uint64_t entry_table_end(const struct entry_table *t)
{
	return t->end;
}

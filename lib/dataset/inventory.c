#include "dataset/inventory.h"

#include <stdio.h>
#include <string.h>

static int is_newer(const struct manifest_entry *e, uint64_t k,
                    const struct inventory_row *row)
{
	return e->committed_s != row->committed_s
	           ? e->committed_s > row->committed_s
	           : k > row->k;
}

static void add_present(struct inventory *s, const struct presence *c,
                        uint64_t k)
{
	const struct manifest_entry *e = manifest_find(c->manifest, k);
	unsigned at = s->newest, kept;

	s->count.samples += e->count;
	s->count.checkpoints++;
	s->count.bytes += e->bytes;
	if (e->committed_s >= s->count.last_s) {
		s->count.last_s = e->committed_s;
		s->count.last = k;
	}
	while (at > 0 && is_newer(e, k, &s->row[at - 1]))
		at--;
	if (at == INVENTORY_NEWEST)
		return;
	kept = s->newest < INVENTORY_NEWEST ? s->newest : INVENTORY_NEWEST - 1;
	memmove(&s->row[at + 1], &s->row[at], (kept - at) * sizeof *s->row);
	s->newest = kept + 1;
	s->row[at] = (struct inventory_row){ .k = k,
		                             .bytes = e->bytes,
		                             .committed_s = e->committed_s,
		                             .range = plan_checkpoint_range(
						 c->plan, k) };
}

static void add_damaged(struct inventory *s, uint64_t k, const char *why)
{
	struct inventory_damage *damage = &s->damage[s->damages];

	s->count.damaged++;
	if (s->damages == INVENTORY_DAMAGED)
		return;
	s->damages++;
	damage->k = k;
	(void)snprintf(damage->why, sizeof damage->why, "%.*s",
	               (int)sizeof damage->why - 1, why);
}

/* Add checkpoint K, whose file seems to be there, by what V knows of it. */
static void add_file(struct inventory *s, const struct presence *c,
                     const struct hash_check *v, uint64_t k)
{
	enum hash_check_state state =
	    v != NULL ? hash_check_of(v, k) : HASH_CHECK_UNKNOWN;
	char name[PLAN_NAME_MAX];
	struct diag why;

	s->count.claimed += manifest_find(c->manifest, k)->count;
	if (state == HASH_CHECK_UNKNOWN)
		s->count.unchecked++;
	if (state == HASH_CHECK_UNKNOWN || state == HASH_CHECK_WHOLE) {
		add_present(s, c, k);
		return;
	}
	plan_checkpoint_name(k, name);
	(void)diag_data(&why, "%s/%s: %s", c->dir->path, name,
	                state == HASH_CHECK_WRONG
	                    ? "damaged: its hash is not the manifest's"
	                    : "cannot be read: I/O error");
	add_damaged(s, k, why.message);
}

int inventory_take(struct inventory *out, const struct presence *c,
                   const struct hash_check *v, struct diag *d)
{
	uint64_t planned = plan_checkpoints(c->plan);
	struct diag why;

	out->count = (struct inventory_count){ 0 };
	out->newest = out->damages = 0;
	for (uint64_t k = 0; k < planned; k++) {
		int state = presence_look(c, k, &why);

		if (state < 0) {
			*d = why;
			return -1;
		}
		if (state == PRESENCE_PRESENT)
			add_file(out, c, v, k);
		else if (state == PRESENCE_DAMAGED)
			add_damaged(out, k, why.message);
	}
	return 0;
}

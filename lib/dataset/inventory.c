/* Count the present checkpoints; list the newest and the damaged ones. */
#include "dataset/inventory.h"

#include <stdio.h>
#include <string.h>

#include "dataset/presence.h"

static int is_newer(const struct checkpoint_entry *e, uint64_t k,
                    const struct inventory_row *row)
{
	return e->committed_s != row->committed_s
	           ? e->committed_s > row->committed_s
	           : k > row->k;
}

static void add_present(struct inventory *v, const struct dataset *s,
                        uint64_t k)
{
	const struct checkpoint_entry *e = dataset_entry(s, k);
	unsigned at = v->newest, kept;
	struct inventory_row row = {
		.k = k,
		.bytes = e->bytes,
		.committed_s = e->committed_s,
		.range = plan_checkpoint_range(&s->plan, k),
	};

	v->count.samples += e->count;
	v->count.checkpoints++;
	v->count.bytes += e->bytes;
	if (e->committed_s >= v->count.last_s) {
		v->count.last_s = e->committed_s;
		v->count.last = k;
	}
	while (at > 0 && is_newer(e, k, &v->row[at - 1]))
		at--;
	if (at == INVENTORY_NEWEST)
		return;
	kept = v->newest < INVENTORY_NEWEST ? v->newest : INVENTORY_NEWEST - 1;
	memmove(&v->row[at + 1], &v->row[at], (kept - at) * sizeof *v->row);
	v->newest = kept + 1;
	v->row[at] = row;
}

static void add_damaged(struct inventory *v, uint64_t k, const char *why)
{
	struct inventory_damage *damage = &v->damage[v->damages];

	v->count.damaged++;
	if (v->damages == INVENTORY_DAMAGED)
		return;
	v->damages++;
	damage->k = k;
	(void)snprintf(damage->why, sizeof damage->why, "%.*s",
	               (int)sizeof damage->why - 1, why);
}

/* Add checkpoint K, which has a file with ST, as present or as damaged. */
static void add_file(struct inventory *v, const struct dataset *s,
                     const struct hash_check *h, uint64_t k,
                     const struct stat *st)
{
	enum hash_state state =
	    h != NULL ? hash_check_of(h, k, st) : HASH_UNKNOWN;
	struct diag why;

	v->count.claimed += dataset_entry(s, k)->count;
	if (state == HASH_UNKNOWN)
		v->count.unchecked++;
	if (state == HASH_UNKNOWN || state == HASH_MATCHES) {
		add_present(v, s, k);
		return;
	}
	hash_check_explain(s, k, state, &why);
	add_damaged(v, k, why.message);
}

int inventory_take(struct inventory *out, const struct dataset *s,
                   const struct hash_check *h, struct diag *d)
{
	uint64_t planned = plan_checkpoints(&s->plan);
	struct diag why;

	out->count = (struct inventory_count){ 0 };
	out->newest = out->damages = 0;
	for (uint64_t k = 0; k < planned; k++) {
		struct stat st;
		int present = presence_look(s, k, &st, &why);

		if (present < 0) {
			*d = why;
			return -1;
		}
		if (present == PRESENCE_PRESENT)
			add_file(out, s, h, k, &st);
		else if (present == PRESENCE_BEYOND)
			out->count.covered += plan_checkpoint_count(&s->plan, k);
		else if (present == PRESENCE_DAMAGED)
			add_damaged(out, k, why.message);
		else if (present == PRESENCE_DELETED &&
		         out->count.deleted++ == 0)
			plan_checkpoint_name(&s->plan, k,
			                     out->count.first_deleted);
	}
	/* now that the files have said which entries count */
	out->count.beyond = presence_beyond(s);
	return 0;
}

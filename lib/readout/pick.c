/* Read chosen samples of a dataset. */
#include "readout/pick.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "dataset/presence.h"
#include "readout/permutation.h"

static int is_committed(const struct dataset *s, uint64_t index)
{
	uint64_t k = index / s->plan.interval;
	const struct checkpoint_entry *e = dataset_entry(s, k);

	return index < s->plan.samples && e != NULL &&
	       e->count == plan_checkpoint_count(&s->plan, k);
}

int pick_random(struct range_list *list, const struct dataset *s, uint64_t n,
                uint64_t seed)
{
	struct permutation order = permutation_of(s->plan.samples, seed, 0);
	const struct range_list given = *list;
	int result = 0;

	for (uint64_t i = 0; i < s->plan.samples && n > 0 && result == 0; i++) {
		uint64_t index = permutation_at(&order, i);

		if (!is_committed(s, index) || range_list_has(&given, index))
			continue;
		result = range_list_add(list, (struct range){ index, index });
		n--;
	}
	range_list_settle(list);
	return result;
}

void pick_begin(struct pick *p, const struct dataset *s,
                const struct range_list *list)
{
	memset(p, 0, sizeof *p);
	p->dataset = s;
	p->list = list;
}

void pick_end(struct pick *p)
{
	checkpoint_close(p->reader);
	free(p->payload);
	memset(p, 0, sizeof *p);
}

/* Check that the file of checkpoint K, which is committed, is there. */
static int check_file(const struct dataset *s, uint64_t k, struct diag *d)
{
	struct diag why;
	char name[PLAN_NAME_MAX];
	int state = presence_look(s, k, NULL, &why);

	if (state == PRESENCE_PRESENT)
		return 0;
	if (state < 0 || state == PRESENCE_DAMAGED) {
		*d = why;
		return -1;
	}
	plan_checkpoint_name(&s->plan, k, name);
	return diag_data(d, "%s/%s: is missing", s->dir.path, name);
}

/* Open the checkpoint of sample INDEX. */
static int open_for(struct pick *p, uint64_t index, struct diag *d)
{
	const struct dataset *s = p->dataset;
	uint64_t k = index / s->plan.interval;

	checkpoint_close(p->reader);
	p->reader = NULL;
	if (check_file(s, k, d) != 0 ||
	    checkpoint_open(&p->reader, s, k, p->has_head ? &p->head : NULL,
	                    d) != 0)
		return -1;
	p->k = k;
	p->next = k * s->plan.interval;
	if (p->has_head)
		return 0;
	p->head = *checkpoint_head(p->reader);
	p->has_head = 1;
	p->payload = calloc(1, (size_t)p->head.payload_bytes);
	return p->payload != NULL ? 0
	                          : diag_system(d, ENOMEM, "%s", s->dir.path);
}

int pick_next(struct pick *p, struct record *out, struct diag *d)
{
	uint64_t index;
	int got = 1;

	if (p->at < p->list->count &&
	    p->list->range[p->at].last - p->list->range[p->at].first <
	        p->done) {
		p->at++;
		p->done = 0;
	}
	if (p->at == p->list->count)
		return 0;
	index = p->list->range[p->at].first + p->done++;
	if (!is_committed(p->dataset, index))
		return diag_data(d, "%s: sample %" PRIu64 " is not committed",
		                 p->dataset->dir.path, index);
	if ((p->reader == NULL || p->next > index ||
	     p->k != index / p->dataset->plan.interval) &&
	    open_for(p, index, d) != 0)
		return -1;
	for (; p->next <= index && got > 0; p->next++) {
		uint64_t wanted = p->next == index ? CHECKPOINT_ALL_FIELDS : 0;

		got = checkpoint_next(p->reader, wanted, &out->index,
		                      &out->hash, p->payload, d);
	}
	if (got < 0)
		return -1;
	out->payload = p->payload;
	if (got == 0 || out->index != index ||
	    digest64(p->payload, (size_t)p->head.payload_bytes) != out->hash)
		return diag_data(d, "%s: sample %" PRIu64 " does not match its "
		                 "hash", p->dataset->dir.path, index);
	return 1;
}

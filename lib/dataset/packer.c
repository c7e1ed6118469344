/* Make checkpoints of the segments of a record stream. */
#include "dataset/packer.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/number.h"
#include "dataset/commit.h"

void packer_init(struct packer *p)
{
	p->c = NULL;
	heartbeat_init(&p->heartbeat);
}

/* Forget the checkpoint that was begun, and its file unless committed. */
static void drop(struct packer *p)
{
	checkpoint_free(p->c);
	p->c = NULL;
}

void packer_free(struct packer *p)
{
	drop(p);
	heartbeat_end(&p->heartbeat);
}

int packer_begun(const struct packer *p, struct range *out)
{
	if (p->c != NULL)
		*out = plan_checkpoint_range(&p->dataset->plan, p->k);
	return p->c != NULL;
}

/* If disk or quota is full, add how much space is needed, if it is known. */
static int fail(const struct packer *p, struct diag *d)
{
	char bytes[NUMBER_BYTES_MAX];
	double missing = p->c != NULL ? checkpoint_missing_bytes(p->c) : 0;

	if (missing < 1 || (d->errnum != ENOSPC && d->errnum != EDQUOT))
		return -1;
	number_format_bytes(missing, bytes);
	return diag_more(d, "about %s more needed", bytes);
}

/* Samples FIRST to LAST of checkpoint K are not there. */
static int refuse_gap(const struct packer *p, uint64_t k, uint64_t first,
                      uint64_t last, struct diag *d)
{
	struct range whole = plan_checkpoint_range(&p->dataset->plan, k);
	char name[PLAN_NAME_MAX], gap[RANGE_TEXT], all[RANGE_TEXT];

	plan_checkpoint_name(&p->dataset->plan, k, name);
	range_format((struct range){ first, last }, gap);
	range_format(whole, all);
	return diag_data(d, "samples %s are missing: %s must have %s", gap,
	                 name, all);
}

/* Begin checkpoint K, with samples of HEAD. */
static int begin(struct packer *p, const struct record_head *head, uint64_t k,
                 struct diag *d)
{
	const struct plan *plan = &p->dataset->plan;

	p->head = *head;
	p->head.first = p->next = k * plan->interval;
	p->head.count = plan_checkpoint_count(plan, k);
	p->k = k;
	if (checkpoint_create(&p->c, &p->dataset->dir, plan, k, &p->head,
	                      p->level, d) != 0)
		return fail(p, d);
	heartbeat_begin(&p->heartbeat, &p->dataset->dir, p->head.first,
	                p->head.count, clock_monotonic_s());
	return 0;
}

int packer_segment(struct packer *p, const struct record_head *head,
                   struct diag *d)
{
	const struct plan *plan = &p->dataset->plan;
	uint64_t fingerprint, k = head->first / plan->interval;

	if (head->count == 0)
		return 0;
	if (plan_fingerprint(plan, &fingerprint, d) != 0)
		return -1;
	if (head->fingerprint != fingerprint)
		return diag_data(d, "records of another plan: fingerprint "
		                 "%016" PRIx64 ", PLAN.txt has %016" PRIx64,
		                 head->fingerprint, fingerprint);
	if (head->first + head->count > plan->samples)
		return diag_data(d, "sample %" PRIu64 " is beyond the plan, "
		                 "which has %" PRIu64,
		                 head->first + head->count - 1, plan->samples);
	if (p->c != NULL && head->first != p->next)
		return refuse_gap(p, p->k, p->next,
		                  p->head.first + p->head.count - 1, d);
	if (p->c != NULL)
		return record_same_fields(head, &p->head)
		           ? 0
		           : diag_data(d, "the segments of a checkpoint must "
		                       "have the same fields");
	if (head->first % plan->interval != 0)
		return refuse_gap(p, k, k * plan->interval, head->first - 1,
		                  d);
	return begin(p, head, k, d);
}

static int is_full(const struct packer *p)
{
	return p->next == p->head.first + p->head.count;
}

int packer_room(struct packer *p, unsigned char **room, struct diag *d)
{
	*room = NULL;
	if (p->c == NULL || is_full(p))
		return 0;
	return checkpoint_room(p->c, room, d) == 0 ? 0 : fail(p, d);
}

/* Commit the checkpoint that was begun, which is full. Returns 1, or -1. */
static int commit(struct packer *p, struct diag *d)
{
	const struct commit how = {
		.dataset = p->dataset,
		.manifest = p->manifest,
		.now_s = (int64_t)time(NULL),
		.replace = p->replace,
		.head = &p->head,
	};
	struct checkpoint_summary summary;

	if (checkpoint_finish(p->c, &summary, d) != 0 ||
	    commit_checkpoint(p->c, &summary, &how, p->k, d) != 0)
		return fail(p, d);
	plan_checkpoint_name(&p->dataset->plan, p->k, p->committed);
	drop(p);
	return 1;
}

/*
 * Commit the checkpoint before RECORD, and begin the next with it. As the
 * bytes of a file depend on the use of its room, it is used here too.
 */
static int cross(struct packer *p, struct record *record, struct diag *d)
{
	const struct record_head head = p->head;
	unsigned char *room;

	if (commit(p, d) < 0 || begin(p, &head, p->k + 1, d) != 0 ||
	    packer_room(p, &room, d) != 0)
		return -1;
	if (room != NULL) {
		memcpy(room, record->payload, (size_t)head.payload_bytes);
		record->payload = room;
	}
	return 1;
}

int packer_add(struct packer *p, const struct record *record, struct diag *d)
{
	struct record r = *record;
	int committed = is_full(p) ? cross(p, &r, d) : 0;

	if (committed < 0)
		return -1;
	if (checkpoint_add(p->c, r.index, r.hash, r.payload, d) != 0)
		return fail(p, d);
	p->next++;
	heartbeat_beat(&p->heartbeat, &p->dataset->dir,
	               p->next - p->head.first, clock_monotonic_s());
	return committed;
}

int packer_end(struct packer *p, struct diag *d)
{
	return p->c != NULL && is_full(p) ? commit(p, d) : 0;
}

int packer_finish(const struct packer *p, struct diag *d)
{
	if (p->c == NULL)
		return 0;
	return refuse_gap(p, p->k, p->next, p->head.first + p->head.count - 1,
	                  d);
}

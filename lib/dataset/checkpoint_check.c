/* Check the arrays of a checkpoint against the plan and the manifest. */
#include "dataset/checkpoint_check.h"

#include <errno.h>
#include <string.h>

#include "dataset/hash_check.h"
#include "dataset/presence.h"
#include "plan/sample_fields.h"

int checkpoint_check_init(struct checkpoint_check *c, const struct dataset *s,
                          struct diag *d)
{
	memset(c, 0, sizeof *c);
	c->dataset = s;
	c->content = digest_new();
	if (c->content == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	c->has_head = plan_is_ours(&s->plan);
	return c->has_head ? sample_fields_add(&s->plan, &c->head, d) : 0;
}

void checkpoint_check_free(struct checkpoint_check *c)
{
	digest_free(c->content);
	c->content = NULL;
}

/* Learn what arrays every file must have, if nothing names them from K. */
static int learn(struct checkpoint_check *c, uint64_t k, struct diag *d)
{
	const struct record_head *named = dataset_fields(c->dataset);
	struct checkpoint_reader *r;
	int result;

	if (named != NULL) {
		c->head = *named;
		c->has_head = 1;
		return 0;
	}
	result = checkpoint_open(&r, c->dataset, k, NULL, d);
	if (result == 0)
		c->head = *checkpoint_head(r);
	c->has_head = result == 0;
	checkpoint_close(r);
	return result;
}

static void visit(void *context, enum checkpoint_column column, uint64_t i,
                  uint64_t value)
{
	struct checkpoint_check *c = context;
	const struct plan *p = &c->dataset->plan;

	switch (column) {
	case CHECKPOINT_COLUMN_LABELS:
		if (!plan_is_ours(p))
			return;
		c->wrong_label |= value >= p->classes;
		break;
	case CHECKPOINT_COLUMN_INDEX:
		c->wrong_index |= value != c->first + i;
		break;
	case CHECKPOINT_COLUMN_HASH:
		digest_update64(c->content, value);
		break;
	}
	if (c->visit != NULL)
		c->visit(c->context, column, i, value);
}

static int refuse(const struct checkpoint_check *c, uint64_t k,
                  const char *what, struct diag *d)
{
	char name[PLAN_NAME_MAX];

	plan_checkpoint_name(&c->dataset->plan, k, name);
	return diag_data(d, "%s/%s: %s", c->dataset->dir.path, name, what);
}

/* As checkpoint_check_read, where the arrays are known. */
static int read_arrays(struct checkpoint_check *c, uint64_t k, int whole,
                       checkpoint_visit *visitor, void *context,
                       uint64_t *content, struct diag *d)
{
	c->first = plan_checkpoint_range(&c->dataset->plan, k).first;
	c->wrong_index = c->wrong_label = 0;
	c->visit = visitor;
	c->context = context;
	digest_reset64(c->content);
	if (checkpoint_scan(c->dataset, k, &c->head, whole, visit, c, d) != 0)
		return -1;
	*content = digest_result64(c->content);
	if (c->wrong_index)
		return refuse(c, k, "index: differs from the planned samples",
		              d);
	if (c->wrong_label)
		return refuse(c, k,
		              "labels: a value is not a class of the plan", d);
	return 0;
}

int checkpoint_check_read(struct checkpoint_check *c, uint64_t k, int whole,
                          checkpoint_visit *visitor, void *context,
                          uint64_t *content, struct diag *d)
{
	int is_known = c->has_head;

	if (!is_known && learn(c, k, d) != 0)
		return -1;
	if (read_arrays(c, k, whole, visitor, context, content, d) == 0)
		return 0;
	/* A file with faults does not say what others must have. */
	c->has_head = is_known || dataset_fields(c->dataset) != NULL;
	return -1;
}

int checkpoint_check_entry(struct checkpoint_check *c, uint64_t k, int whole,
                           checkpoint_visit *visitor, void *context,
                           struct diag *d)
{
	uint64_t content = 0;

	if (checkpoint_check_read(c, k, whole, visitor, context, &content, d) !=
	    0)
		return -1;
	if (content == dataset_entry(c->dataset, k)->content)
		return 0;
	return refuse(c, k,
	              "sample_xxh3: does not match content in the manifest", d);
}

int checkpoint_check_file(struct checkpoint_check *c, uint64_t k, int whole,
                          checkpoint_visit *visitor, void *context,
                          struct diag *why)
{
	int state = hash_check_file(c->dataset, k, why);

	if (state != PRESENCE_PRESENT ||
	    checkpoint_check_entry(c, k, whole, visitor, context, why) == 0)
		return state;
	return why->kind == DIAG_DATA ? PRESENCE_DAMAGED : -1;
}

/* Read an archive as the tools do, for the fuzz targets. */
#include "check_archive.h"

#include <string.h>

#include "dataset/checkpoint_read.h"
#include "fuzz.h"

static void make_head(struct record_head *head)
{
	static const uint64_t shape[] = { 2, 3 };
	struct diag d;

	memset(head, 0, sizeof *head);
	REQUIRE(record_add_field(head, "videos", "|u1", 2, shape, &d) == 0);
	REQUIRE(record_add_field(head, "labels", "<i8", 0, NULL, &d) == 0);
}

static void check_whole(const struct dataset *s, const struct record_head *head)
{
	struct checkpoint_reader *r;
	uint64_t index, hash, samples = 0;
	struct diag d;
	int got = checkpoint_open(&r, s, 0, head, &d);

	if (got == 0 && head != NULL)
		REQUIRE(checkpoint_head(r)->fields == head->fields);
	/* Some samples in part, some whole. */
	while (got >= 0 &&
	       (got = checkpoint_next(r, samples % 2 == 0 ? samples
	                                 : CHECKPOINT_ALL_FIELDS,
	                              &index, &hash, NULL, &d)) > 0)
		samples++;
	REQUIRE(got < 0 || samples == s->plan.samples);
	checkpoint_close(r);
}

static void visit(void *context, enum checkpoint_column column, uint64_t i,
                  uint64_t value)
{
	uint64_t *visits = context;

	(void)i;
	(void)value;
	visits[column]++;
}

void check_archive(const void *data, size_t size, const struct claim *c)
{
	uint64_t visits[3] = { 0 };
	struct dataset s = { .dir = *fuzz_directory() };
	char name[PLAN_NAME_MAX];
	struct record_head head;
	struct diag d;

	make_head(&head);
	s.plan.samples = s.plan.interval = c->count;
	s.plan.format = c->format;
	s.plan.compress = c->compress;
	plan_checkpoint_name(&s.plan, 0, name);
	fuzz_write(name, data, size);
	check_whole(&s, c->planned ? &head : NULL);
	if (checkpoint_scan(&s, 0, c->planned ? &head : NULL, 0, visit, visits, &d) ==
	    0) {
		REQUIRE(visits[CHECKPOINT_COLUMN_INDEX] == c->count);
		REQUIRE(visits[CHECKPOINT_COLUMN_HASH] == c->count);
		REQUIRE(visits[CHECKPOINT_COLUMN_LABELS] ==
		        (c->planned ? c->count : 0));
	}
}

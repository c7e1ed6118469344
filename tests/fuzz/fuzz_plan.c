/* A plan that is accepted is written and read as the same, within limits. */
#include "fuzz.h"

#include <string.h>

#include "plan/plan_file.h"

static void check_again(const struct plan *p)
{
	char *lines = plan_lines(p, 0), *again;
	uint64_t fingerprint, fingerprint_again;
	struct plan q;
	struct diag d;
	char *text;

	REQUIRE(lines != NULL);
	text = fuzz_string((const uint8_t *)lines, strlen(lines));
	REQUIRE(plan_file_parse(&q, text, &d) == 0);
	again = plan_lines(&q, 0);
	REQUIRE(again != NULL && strcmp(lines, again) == 0);
	REQUIRE(plan_fingerprint(p, &fingerprint, &d) == 0);
	REQUIRE(plan_fingerprint(&q, &fingerprint_again, &d) == 0);
	REQUIRE(fingerprint == fingerprint_again);
	free(text);
	free(lines);
	free(again);
}

static void check_bounds(const struct plan *p)
{
	uint64_t checkpoints = plan_checkpoints(p);
	char name[PLAN_NAME_MAX];

	REQUIRE(p->samples <= PLAN_SAMPLES_MAX);
	REQUIRE(checkpoints <= PLAN_CHECKPOINTS_MAX);
	if (checkpoints == 0)
		return;
	REQUIRE(plan_checkpoint_count(p, checkpoints - 1) > 0);
	REQUIRE(plan_checkpoint_range(p, checkpoints - 1).last ==
	        p->samples - 1);
	plan_checkpoint_name(p, checkpoints - 1, name);
	REQUIRE(strlen(name) < PLAN_NAME_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct plan p;
	struct diag d;

	if (plan_file_parse(&p, text, &d) == 0) {
		check_bounds(&p);
		check_again(&p);
	}
	free(text);
	return 0;
}

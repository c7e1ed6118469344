/* How many workers there are, when not all are seen at each look. */
#include "check.h"
#include "progress/crew.h"

static void nobody(void)
{
	struct crew c = { 0 };

	CHECK(crew_size(&c) == 0);
	crew_count(&c, 0, 1000);
	CHECK(crew_size(&c) == 0);
}

/* Two workers that are away in turn, and sometimes both. */
static void workers_that_come_and_go(void)
{
	static const unsigned seen[] = { 1, 0, 2, 1, 1, 0 };
	struct crew c = { 0 };

	for (unsigned i = 0; i < 100; i++) {
		crew_count(&c, seen[i % 6], 1000 + i * 0.05);
		CHECK(i < 2 || crew_size(&c) == 2);
	}
}

static void one_that_ends(void)
{
	struct crew c = { 0 };
	double now_s = 1000;

	for (; now_s < 1010; now_s += 0.05)
		crew_count(&c, 2, now_s);
	for (; now_s < 1011; now_s += 0.05)
		crew_count(&c, 1, now_s);
	CHECK(crew_size(&c) == 2);
	for (; now_s < 1015; now_s += 0.05)
		crew_count(&c, 1, now_s);
	CHECK(crew_size(&c) == 1);
}

/* After a long time without a look, nothing old counts. */
static void looks_that_are_far_apart(void)
{
	struct crew c = { 0 };

	crew_count(&c, 8, 1000);
	crew_count(&c, 1, 1010);
	CHECK(crew_size(&c) == 1);
}

int main(void)
{
	nobody();
	workers_that_come_and_go();
	one_that_ends();
	looks_that_are_far_apart();
	return 0;
}

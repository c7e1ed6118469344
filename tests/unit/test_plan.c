/* What a plan calls its classes. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "plan/plan.h"

/* What class LABEL of P is called. */
static const char *name_of(const struct plan *p, uint64_t label)
{
	static char text[PLAN_TEXT_MAX];

	plan_class_text(p, label, text);
	return text;
}

static void ours(void)
{
	struct plan p;

	plan_defaults(&p);
	CHECK(strcmp(name_of(&p, 0), "linear") == 0);
	CHECK(strcmp(name_of(&p, 3), "parabolic") == 0);
	CHECK(strcmp(name_of(&p, 4), "class 4") == 0);
	CHECK(plan_named_classes(&p) == 4);
}

static void of_another_renderer(void)
{
	struct plan p;
	struct diag d;

	plan_defaults(&p);
	CHECK(plan_set(&p, "renderer", "mine/1", &d) == 0);
	CHECK(strcmp(name_of(&p, 0), "class 0") == 0);
	CHECK(plan_set(&p, "x-a", "no,names", &d) == 0);
	CHECK(plan_named_classes(&p) == 0);
	CHECK(plan_set(&p, "x-classes", "square, big circle ,,  ,last", &d) == 0);
	CHECK(strcmp(name_of(&p, 0), "square") == 0);
	CHECK(strcmp(name_of(&p, 1), "big circle") == 0);
	CHECK(strcmp(name_of(&p, 2), "class 2") == 0);
	CHECK(strcmp(name_of(&p, 3), "class 3") == 0);
	CHECK(strcmp(name_of(&p, 4), "last") == 0);
	CHECK(strcmp(name_of(&p, 5), "class 5") == 0);
	CHECK(plan_named_classes(&p) == 5);
	CHECK(strcmp(name_of(&p, UINT64_MAX), "class -1") == 0);
}

int main(void)
{
	ours();
	of_another_renderer();
	return 0;
}

/* Print and count the checks of a rehearsal. */
#include "run/checklist.h"

#include <stdio.h>

#define ONE_MAX 400 /* bytes of a title and of what was seen */

void checklist_begin(struct checklist *c)
{
	c->passed = c->failed = 0;
	text_begin(&c->t, c->failures, sizeof c->failures);
}

void checklist_add(struct checklist *c, int ok, const char *title,
                   const char *said)
{
	char line[ONE_MAX];
	struct text t;

	text_begin(&t, line, sizeof line);
	text_put_shown(&t, title);
	text_put(&t, ": ");
	text_put_shown(&t, said);
	(void)printf("%s  %s\n", ok ? "PASS" : "FAIL", line);
	(void)fflush(stdout);
	c->passed += ok != 0;
	c->failed += ok == 0;
	if (!ok)
		text_put(&c->t, "Failed:      %.220s\n", line);
}

/* Judge a dataset that is all there, a checkpoint at a time. */
#include "progress/judge.h"

#include <stdio.h>

#include "base/text.h"
#include "dataset/presence.h"
#include "verify/findings.h"
#include "verify/verify.h"

void judge_forget(struct judge *j)
{
	verify_close(j->verify);
	*j = (struct judge){ .verify = NULL };
}

static void begin_why(struct judge *j, const char *why)
{
	if (j->why[0] == '\0')
		(void)snprintf(j->why, sizeof j->why, "%.*s",
		               JUDGE_WHY_MAX - 1, why);
}

static void conclude(struct judge *j)
{
	const struct findings *f = verify_findings(j->verify);
	char why[JUDGE_WHY_MAX];
	struct text t;

	text_begin(&t, why, sizeof why);
	findings_explain(f, &t);
	j->complete = findings_complete(f);
	begin_why(j, why);
	verify_close(j->verify);
	j->verify = NULL;
	j->done = 1;
}

int judge_step(struct judge *j, const struct dataset *s, struct diag *d)
{
	int state;

	if (j->samples != s->plan.samples)
		judge_forget(j);
	if (j->done)
		return 0;
	j->samples = s->plan.samples;
	if (j->verify == NULL &&
	    verify_open(&j->verify, s, VERIFY_ARRAYS, NULL, d) != 0) {
		judge_forget(j);
		return -1;
	}
	if (j->next < plan_checkpoints(&s->plan)) {
		state = verify_checkpoint(j->verify, j->next, d);
		if (state < 0) {
			judge_forget(j);
			return -1;
		}
		if (state == PRESENCE_DAMAGED || state == PRESENCE_DELETED)
			begin_why(j, d->message);
		j->next++;
		return 1;
	}
	verify_finish_first(j->verify);
	conclude(j);
	return 0;
}

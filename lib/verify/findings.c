/* Judge a dataset by what was found in its checkpoints. */
#include "verify/findings.h"

#include <inttypes.h>

void findings_init(struct findings *f, const struct plan *p)
{
	*f = (struct findings){ .plan = p };
}

void findings_label(struct findings *f, uint64_t value)
{
	uint64_t most = 0, least = UINT64_MAX;

	if (value >= f->plan->classes)
		return;
	f->class_samples[value]++;
	for (uint64_t c = 0; c < f->plan->classes; c++) {
		uint64_t n = f->class_samples[c];

		most = n > most ? n : most;
		least = n < least ? n : least;
	}
	/* After a gap, the samples so far are no prefix of the dataset. */
	if (most > least + 1 && f->damaged + f->missing == 0)
		f->unbalanced = 1;
}

void findings_end(struct findings *f, uint64_t k, enum presence state)
{
	switch (state) {
	case PRESENCE_PRESENT:
		f->whole++;
		f->samples += plan_checkpoint_count(f->plan, k);
		break;
	case PRESENCE_DAMAGED:
		f->damaged++;
		break;
	case PRESENCE_MISSING:
	case PRESENCE_DELETED:
		f->missing++;
		break;
	case PRESENCE_BEYOND:
		break; /* in f->beyond */
	}
}

int findings_all_whole(const struct findings *f)
{
	return f->samples == f->plan->samples;
}

int findings_alike(const struct findings *f)
{
	return plan_is_ours(f->plan) && f->duplicates > 0;
}

int findings_complete(const struct findings *f)
{
	return findings_all_whole(f) && !f->unbalanced && !findings_alike(f) &&
	       f->beyond.checkpoints == 0 && f->strays == 0;
}

int findings_only_strays(const struct findings *f)
{
	struct findings without = *f;

	without.strays = 0;
	return f->strays > 0 && findings_complete(&without);
}

void findings_explain(const struct findings *f, struct text *t)
{
	if (!findings_all_whole(f))
		return;
	if (f->unbalanced)
		text_put(t, "the classes are not balanced");
	else if (findings_alike(f))
		text_put(t, "%" PRIu64 " samples are not different from others",
		         f->duplicates);
	else if (f->strays > 0)
		text_put(t, "%s is not planned, and a loader may take it",
		         f->stray);
}

int findings_plan_small(const struct findings *f)
{
	return f->beyond.checkpoints > 0 && f->damaged + f->missing == 0 &&
	       !f->unbalanced && !findings_alike(f) && f->strays == 0;
}

/* List the checkpoints that a run is to make. */
#include "run/missing.h"

#include <errno.h>
#include <stdlib.h>

#include "dataset/checkpoint_check.h"
#include "dataset/presence.h"

void missing_free(struct missing *m)
{
	free(m->checkpoint);
	*m = (struct missing){ .count = 0 };
}

static int begin(struct missing *m, const struct plan *plan, struct diag *d)
{
	missing_free(m);
	m->checkpoint = calloc((size_t)plan_checkpoints(plan),
	                       sizeof *m->checkpoint);
	return m->checkpoint != NULL
	           ? 0
	           : diag_system(d, ENOMEM, "list of checkpoints");
}

int missing_list(struct missing *m, const struct plan *plan,
                 const struct dataset *s, struct diag *d)
{
	if (begin(m, plan, d) != 0)
		return -1;
	for (uint64_t k = 0; k < plan_checkpoints(plan); k++) {
		int state = s != NULL ? presence_look(s, k, NULL, d)
		                      : PRESENCE_MISSING;

		if (state < 0)
			return -1;
		/* a larger plan made more of it: no work is left there */
		if (state != PRESENCE_PRESENT && state != PRESENCE_BEYOND)
			m->checkpoint[m->count++] = k;
	}
	return 0;
}

int missing_list_damaged(struct missing *m, const struct dataset *s, int whole,
                         struct diag *d)
{
	struct checkpoint_check check;
	int state = checkpoint_check_init(&check, s, d);

	if (state == 0)
		state = begin(m, &s->plan, d);
	for (uint64_t k = 0; state >= 0 && k < plan_checkpoints(&s->plan);
	     k++) {
		state = checkpoint_check_file(&check, k, whole, NULL, NULL,
		                              d);
		/* deleted since the run took its account of what is there */
		if (state == PRESENCE_DAMAGED || state == PRESENCE_DELETED)
			m->checkpoint[m->count++] = k;
	}
	checkpoint_check_free(&check);
	return state < 0 ? -1 : 0;
}

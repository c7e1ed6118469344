/* Decide whether a plan may take the place of another. */
#include "dataset/replan.h"

#include "dataset/manifest.h"
#include "plan/plan_file.h"
#include "plan/plan_options.h"

/* Whether the manifests in DIR have any checkpoint of P: 1, 0, or -1. */
static int has_committed(const struct directory *dir, const struct plan *p,
                         struct diag *d)
{
	struct manifest *m = NULL;
	int changed, result = manifest_new(&m, dir, p, d);

	if (result == 0)
		result = manifest_refresh(m, &changed, d);
	if (result == 0)
		result = manifest_end(m) > 0;
	manifest_free(m);
	return result;
}

int replan_agree(const struct directory *dir, const struct plan *says,
                 const struct plan *asked, struct diag *d)
{
	struct plan then = *says;
	int committed = 1;

	if (!plan_same_storage(says, asked))
		committed = has_committed(dir, says, d);
	if (committed < 0)
		return -1;
	if (!committed) {
		then.format = asked->format;
		then.compress = asked->compress;
	}
	return plan_options_agree(&then, asked, PLAN_FILE_NAME, d);
}

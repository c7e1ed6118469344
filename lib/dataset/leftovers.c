/* Find and remove what killed workers leave in a dataset's directory. */
#include "dataset/leftovers.h"

#include <string.h>

#include "base/atomicfile.h"
#include "base/number.h"
#include "dataset/heartbeat.h"
#include "dataset/manifest_text.h"
#include "plan/plan.h"
#include "plan/plan_file.h"

/* Whether NAME is that of a checkpoint of some plan. */
static int is_checkpoint(const char *name)
{
	const char *digits = name + strcspn(name, "0123456789");
	char again[PLAN_NAME_MAX];
	uint64_t k;

	if (number_parse_n(digits, strspn(digits, "0123456789"),
	                   PLAN_CHECKPOINTS_MAX - 1, &k) != 0)
		return 0;
	plan_checkpoint_name(k, again);
	return strcmp(name, again) == 0;
}

/* An atomicfile_wanted: vg makes FINAL in the directory of a dataset. */
static int is_ours(const void *context, const char *final)
{
	static const char *const names[] = {
		PLAN_FILE_NAME, "PROGRESS.txt", "REHEARSAL.txt", HEARTBEAT_NAME,
		ATOMICFILE_SCRATCH, ".failures",
	};

	(void)context;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(final, names[i]) == 0)
			return 1;
	return manifest_name_ok(final) || is_checkpoint(final);
}

int leftovers_has_name(const char *name)
{
	char final[ATOMICFILE_NAME_MAX];

	return atomicfile_is_temporary(name, final) && is_ours(NULL, final);
}

int leftovers_sweep(const struct directory *dir, struct diag *d)
{
	return atomicfile_sweep(dir, is_ours, NULL, d);
}

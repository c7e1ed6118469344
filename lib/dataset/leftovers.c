/* Find and remove what killed workers leave in a dataset's directory. */
#include "dataset/leftovers.h"

#include <string.h>

#include "base/atomicfile.h"
#include "dataset/heartbeat.h"
#include "dataset/manifest_text.h"
#include "plan/plan.h"
#include "plan/plan_file.h"

/* An atomicfile_wanted: vg makes FINAL in the directory of a dataset. */
static int is_ours(const void *context, const char *final)
{
	static const char *const names[] = {
		PLAN_FILE_NAME, "PROGRESS.txt", "REHEARSAL.txt", HEARTBEAT_NAME,
		ATOMICFILE_SCRATCH, ".failures", "README.md", "vg-preview.png",
		"index.json", "shards.json", "croissant.json",
	};
	uint64_t k;

	(void)context;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(final, names[i]) == 0)
			return 1;
	return manifest_name_ok(final) || plan_is_checkpoint_name(final, &k);
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

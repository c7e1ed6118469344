/* Call vg-index at the end of a run. */
#include "run/describe.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "run/child.h"
#include "run/supervise.h"

int describe(const struct dataset *s, int made, const struct signals *signals,
             const char **said, struct diag *d)
{
	const char *const argv[] = { "vg-index", "-d", s->dir.path, NULL };
	struct child_setup index = { .argv = argv, .input_fd = -1 };
	int status = 0, result;
	pid_t child;

	*said = NULL;
	if (!made && faccessat(s->dir.fd, "README.md", F_OK, 0) == 0)
		return 0;
	index.report_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (index.report_fd < 0)
		return diag_system(d, errno, "/dev/null: open");
	child = child_start(&index, d);
	(void)close(index.report_fd);
	if (child < 0)
		return -1;
	result = supervise_child(child, 0, signals, &status);
	*said = status == 0
	            ? "Described:    in README.md; vg-index adds licence and "
	              "citation"
	            : "Described:    not yet: vg-index failed, and says why when "
	              "run again";
	return result;
}

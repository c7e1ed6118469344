/* Find the unfinished datasets beside one. */
#include "forecast/neighbours.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directory.h"
#include "forecast/measure_run.h"
#include "forecast/verdict.h"

#define PATH_BYTES 4096

/* What the visit of the parent needs. */
struct search {
	struct neighbours *out;
	const struct directory *parent;
	const struct disk_space *disk;
	const struct stat *own; /* NULL: the dataset does not exist yet */
};

/* Put the neighbour into its place among the largest ones. */
static void list(struct neighbours *n, const char *name, double bytes)
{
	size_t at = n->count;

	n->bytes += bytes;
	while (at > 0 && n->listed[at - 1].bytes < bytes)
		at--;
	if (at == NEIGHBOURS_LISTED)
		return;
	if (n->count < NEIGHBOURS_LISTED)
		n->count++;
	memmove(&n->listed[at + 1], &n->listed[at],
	        (n->count - at - 1) * sizeof *n->listed);
	(void)snprintf(n->listed[at].name, NEIGHBOURS_NAME_MAX, "%s", name);
	n->listed[at].bytes = bytes;
}

static int visit(void *context, const char *name, struct diag *d)
{
	struct search *s = context;
	char path[PATH_BYTES];
	struct measure_rest rest;
	struct stat st;
	double bytes;
	int n;

	if (name[0] == '.' ||
	    fstatat(s->parent->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISDIR(st.st_mode) || st.st_dev != s->disk->device ||
	    (s->own != NULL && st.st_ino == s->own->st_ino))
		return 0;
	n = snprintf(path, sizeof path, "%s/%s", s->parent->path, name);
	if (n < 0 || (size_t)n >= sizeof path ||
	    measure_rest(&rest, path, NULL, d) != 0)
		return 0;
	bytes = verdict_other_bytes(&rest);
	if (bytes > 0)
		list(s->out, name, bytes);
	return 0;
}

/*
 * The directory that has PATH, which exists or not, into PARENT. Returns 0,
 * or -1 if that is too long.
 */
static int parent_of(const char *path, int exists, char parent[PATH_BYTES])
{
	size_t length = exists ? strlen(path) : directory_above(path);
	int n;

	/* ".." is where it really is, also if PATH is a link */
	n = snprintf(parent, PATH_BYTES, "%.*s%s", (int)length, path,
	             exists ? "/.." : ".");
	return n > 0 && n < PATH_BYTES ? 0 : -1;
}

void neighbours_find(struct neighbours *n, const char *path,
                     const struct disk_space *disk)
{
	struct directory parent = { .fd = -1 };
	char parent_path[PATH_BYTES];
	struct search s = { .out = n, .parent = &parent, .disk = disk };
	struct stat own;
	struct diag ignored;

	*n = (struct neighbours){ .count = 0 };
	if (stat(path, &own) == 0)
		s.own = &own;
	if (parent_of(path, s.own != NULL, parent_path) != 0)
		return;
	if (directory_open(&parent, parent_path, 0, &ignored) == 0)
		(void)directory_each(&parent, visit, &s, &ignored);
	directory_close(&parent);
}

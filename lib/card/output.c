/* A file of vg beside the checkpoints. */
#include "card/output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fdio.h"

#define MARKER_MAX 128 /* bytes of a marker that are compared */

/* Whether NAME in DIR begins with MARKER, or does not exist; or -1. */
static int is_ours(const struct directory *dir, const char *name,
                   const char *marker, struct diag *d)
{
	char start[MARKER_MAX];
	size_t length = strnlen(marker, sizeof start), got = 0;
	int fd = directory_open_file(dir, name, d), error;

	if (fd < 0)
		return errno == ENOENT ? 1 : -1;
	error = fdio_read(fd, start, length, &got);
	(void)close(fd);
	if (error != 0)
		return diag_system(d, error, "%s/%s: read", dir->path, name);
	return got == length && memcmp(start, marker, length) == 0;
}

int output_begin(struct output *o, const struct directory *dir,
                 const char *name, const char *marker, struct diag *d)
{
	int ours;

	*o = (struct output){ .file = { .fd = -1 } };
	ours = is_ours(dir, name, marker, d);
	if (ours <= 0)
		return ours < 0 ? -1 : 1;
	if (atomicfile_create(&o->file, dir, name, d) != 0 ||
	    bufferedfile_init(&o->buffer, &o->file, d) != 0)
		return -1;
	return output_write(o, marker, strlen(marker), d);
}

void output_free(struct output *o)
{
	bufferedfile_free(&o->buffer);
	atomicfile_abandon(&o->file);
}

int output_write(struct output *o, const void *data, size_t size,
                 struct diag *d)
{
	return bufferedfile_write(&o->buffer, data, size, d);
}

int output_put(struct output *o, const struct text *t, const char *buffer,
               struct diag *d)
{
	if (t->cut)
		return diag_system(d, EOVERFLOW, "%s", o->file.name);
	return output_write(o, buffer, (size_t)(t->at - buffer), d);
}

int output_finish(struct output *o, struct diag *d)
{
	if (bufferedfile_flush(&o->buffer, d) != 0)
		return -1;
	atomicfile_keep_mode(&o->file);
	return atomicfile_replace(&o->file, d);
}

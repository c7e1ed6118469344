#include "base/outlet.h"

#include <stdio.h>
#include <string.h>

#include "base/directory.h"

int outlet_init(struct outlet *o, const char *path, struct diag *d)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	size_t length = slash != NULL ? (size_t)(slash - path) : 0;

	memset(o, 0, sizeof *o);
	if (name[0] == '\0' || length >= sizeof o->dir ||
	    strlen(name) >= sizeof o->name)
		return diag_usage(d, "%s: not the name of a file, or too long",
		                  path);
	(void)snprintf(o->name, sizeof o->name, "%s", name);
	(void)snprintf(o->dir, sizeof o->dir, "%.*s", (int)length, path);
	if (length == 0)
		(void)snprintf(o->dir, sizeof o->dir, "%s",
		               slash != NULL ? "/" : ".");
	return 0;
}

int outlet_write(const struct outlet *o, const char *text, size_t size,
                 struct diag *d)
{
	struct directory dir;
	struct atomicfile file = { .fd = -1 };
	int result = directory_open(&dir, o->dir, 0, d);

	if (result == 0)
		result = atomicfile_create(&file, &dir, o->name, d);
	if (result == 0)
		result = atomicfile_write(&file, text, size, d);
	if (result == 0)
		result = atomicfile_replace(&file, d);
	atomicfile_abandon(&file);
	directory_close(&dir);
	return result;
}

void outlet_sweep(const struct outlet *o)
{
	struct directory dir;
	struct diag ignored;

	if (directory_open(&dir, o->dir, 0, &ignored) == 0)
		(void)atomicfile_sweep(&dir, o->name, &ignored);
	directory_close(&dir);
}

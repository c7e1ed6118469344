/* PROGRESS.txt: replaced as a whole, with room reserved for the next text. */
#include "progress/progress_file.h"

#include <string.h>

#include "progress/report_text.h"

void progress_file_init(struct progress_file *f, const char *path, int reserve)
{
	f->dir.fd = -1;
	f->dir.path = path;
	f->reserve = reserve;
	f->next.fd = -1;
}

void progress_file_close(struct progress_file *f)
{
	atomicfile_abandon(&f->next);
	directory_close(&f->dir);
}

static int fill_reserve(struct progress_file *f, const char *text,
                        struct diag *d)
{
	size_t size = strlen(text);

	atomicfile_keep_mode(&f->next);
	if (atomicfile_write_at(&f->next, text, size, 0, d) == 0 &&
	    atomicfile_cut(&f->next, size, d) == 0 &&
	    atomicfile_replace(&f->next, d) == 0)
		return 0;
	atomicfile_abandon(&f->next);
	return -1;
}

static int write_new(struct progress_file *f, const char *text,
                     struct diag *d)
{
	struct atomicfile file = { .fd = -1 };
	int result = 0;

	if (f->dir.fd < 0)
		result = directory_open(&f->dir, f->dir.path, 0, d);
	if (result == 0)
		result = atomicfile_create(&file, &f->dir, PROGRESS_FILE_NAME,
		                           d);
	if (result == 0)
		result = atomicfile_write(&file, text, strlen(text), d);
	if (result == 0) {
		atomicfile_keep_mode(&file);
		result = atomicfile_replace(&file, d);
	}
	atomicfile_abandon(&file);
	return result;
}

/* Take room for the next text. The old file has just given up its own. */
static void reserve(struct progress_file *f)
{
	char blank[REPORT_TEXT_MAX];
	struct diag ignored;

	memset(blank, ' ', sizeof blank);
	if (atomicfile_create(&f->next, &f->dir, PROGRESS_FILE_NAME,
	                      &ignored) == 0 &&
	    atomicfile_write(&f->next, blank, sizeof blank, &ignored) != 0)
		atomicfile_abandon(&f->next);
}

int progress_file_write(struct progress_file *f, const char *text,
                        struct diag *d)
{
	if ((f->next.fd < 0 || fill_reserve(f, text, d) != 0) &&
	    write_new(f, text, d) != 0) {
		/* Next time by its path: a share may have come back. */
		directory_close(&f->dir);
		return -1;
	}
	if (f->reserve)
		reserve(f);
	return 0;
}

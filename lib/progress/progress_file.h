#ifndef VG_PROGRESS_FILE_H
#define VG_PROGRESS_FILE_H

#include <stddef.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/directory.h"

/*
 * PROGRESS.txt in the directory of a dataset. Whoever reads it, reads a whole
 * text. On request there is always a hidden temporary of full size, which the
 * next text is written into: so there is room for it when the disk is full.
 */

#define PROGRESS_FILE_NAME "PROGRESS.txt"

struct progress_file {
	struct directory dir;   /* closed until the first text */
	int reserve;            /* keep room for the next text */
	struct atomicfile next; /* that room, if its fd is not -1 */
};

/*
 * Begin with the file in directory PATH, a string that must outlive F. With
 * RESERVE, keep room for the next text. Opens nothing yet. F must not move.
 * Release with progress_file_close.
 */
void progress_file_init(struct progress_file *f, const char *path, int reserve);
void progress_file_close(struct progress_file *f);

/* Replace the file by TEXT. Returns 0, or -1 with a diag. */
int progress_file_write(struct progress_file *f, const char *text,
                        struct diag *d);

#endif

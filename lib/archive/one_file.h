#ifndef VG_ONE_FILE_H
#define VG_ONE_FILE_H

#include <stdint.h>

#include "archive/format.h"
#include "base/diag.h"
#include "stream/record_stream.h"

/*
 * All samples of a record stream in one file, or in one directory of .npy
 * files. How many there are, and which, need not be known before the end. It
 * appears whole, or not at all.
 */

struct one_file_target {
	const char *path;  /* ends in a suffix of a format, or in ".npy/" */
	enum format_compress compress; /* or auto: as the suffix says */
	int level;         /* 1 to 9 */
	int replace;       /* a file that exists */
};

struct one_file;

/*
 * Begin T for records with the fields of HEAD, the first of the stream. T must
 * outlive *OUT. Returns 0, or -1 with a diag. Release with one_file_free in
 * either case.
 */
int one_file_create(struct one_file **out, const struct one_file_target *t,
                    const struct record_head *head, struct diag *d);

/* Also remove what was not published. */
void one_file_free(struct one_file *o);

/*
 * A segment with HEAD begins. It must have the same fields, and there must be
 * room for its samples on the disk. Returns 0, or -1 with a diag.
 */
int one_file_segment(struct one_file *o, const struct record_head *head,
                     struct diag *d);

/* Add the next sample. Returns 0, or -1 with a diag. */
int one_file_add(struct one_file *o, const struct record *record,
                 struct diag *d);

/*
 * The stream has ended as it should: complete the file and publish it. Returns
 * 0, or -1 with a diag.
 */
int one_file_publish(struct one_file *o, struct diag *d);

#endif

/* Write all samples of a record stream to one file or directory. */
#include "archive/one_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/npy_directory.h"
#include "base/atomicfile.h"
#include "base/directory.h"
#include "base/disk_space.h"
#include "base/number.h"
#include "base/text.h"

/* After so many bytes of samples, it is known how well they are compressed. */
#define TRIAL_BYTES (UINT64_C(32) << 20)

struct one_file {
	const struct one_file_target *target;
	struct atomicfile_path path;
	struct record_head head; /* the fields */
	uint64_t added, announced; /* samples */
	int tried;               /* the trial is over */
	/* A directory of arrays, or a file: */
	struct npy_directory *arrays;
	const struct format *format; /* NULL: a directory */
	struct format_target file_target;
	struct format_writer *writer;
	struct directory dir;
	struct atomicfile file;
};

static int fits(const struct format_files *f, unsigned c, const char *path)
{
	return f->suffix[c] != NULL && text_ends_with(path, f->suffix[c]);
}

/*
 * How a file of F at T's path is compressed: as T says, or as usual, or as the
 * suffix says. FORMAT_COMPRESS_AUTO if the suffix is not F's, or not for this.
 */
static enum format_compress choose(const struct format_files *f,
                                   const struct one_file_target *t)
{
	if (t->compress != FORMAT_COMPRESS_AUTO)
		return fits(f, t->compress, t->path) ? t->compress
		                                     : FORMAT_COMPRESS_AUTO;
	if (fits(f, f->usual, t->path))
		return f->usual;
	for (unsigned c = 0; c < FORMAT_COMPRESSES; c++)
		if (fits(f, c, t->path))
			return (enum format_compress)c;
	return FORMAT_COMPRESS_AUTO;
}

/* Find the format, one that need not know the number of samples. */
static int find_format(struct one_file *o, struct diag *d)
{
	const struct one_file_target *t = o->target;
	struct one_file_target any = { .path = t->path };
	int known = 0;

	for (unsigned i = FORMAT_AUTO + 1; i < FORMATS; i++) {
		const struct format_files *f = format_files_of(i);

		if (!f->takes_any_count ||
		    choose(f, &any) == FORMAT_COMPRESS_AUTO)
			continue;
		known = 1;
		o->file_target.compress = choose(f, t);
		if (o->file_target.compress == FORMAT_COMPRESS_AUTO)
			continue;
		o->format = format_at(i);
		return 0;
	}
	if (!known)
		return diag_invalid(d, "--output %s: must end in .npz, .npy/, "
		                    ".tar or .tar.zst", t->path);
	return diag_invalid(d, "--compress %s: not for %s",
	                    format_compress_words[t->compress].word, t->path);
}

/* Say that the name exists, and what helps. */
static int fail_taken(const struct one_file *o, struct diag *d)
{
	return diag_data(d, "%s: exists already; %s", o->target->path,
	                 o->format == NULL ? "remove it first"
	                                   : "--replace replaces it");
}

/* Refuse a name that is taken. */
static int check_name(struct one_file *o, struct diag *d)
{
	struct stat st;
	char path[ATOMICFILE_PATH_MAX + ATOMICFILE_NAME_MAX];

	(void)snprintf(path, sizeof path, "%s/%s", o->path.dir, o->path.name);
	if (lstat(path, &st) != 0)
		return 0;
	if (S_ISDIR(st.st_mode) && o->format != NULL)
		return diag_data(d, "%s: exists already; remove it first",
		                 o->target->path);
	return o->format == NULL || !o->target->replace ? fail_taken(o, d) : 0;
}

/* Set path, and format unless it is a directory of arrays. */
static int find_kind(struct one_file *o, struct diag *d)
{
	char path[ATOMICFILE_PATH_MAX];
	size_t length = strlen(o->target->path);

	if (!text_ends_with(o->target->path, ".npy/"))
		return find_format(o, d) == 0
		           ? atomicfile_path_init(&o->path, o->target->path, d)
		           : -1;
	if (o->target->compress > FORMAT_COMPRESS_NONE)
		return diag_invalid(d, "--compress %s: not for %s",
		                    format_compress_words[o->target->compress]
		                        .word,
		                    o->target->path);
	if (length >= sizeof path)
		return diag_invalid(d, "--output: too long");
	memcpy(path, o->target->path, length - 1);
	path[length - 1] = '\0';
	return atomicfile_path_init(&o->path, path, d);
}

int one_file_create(struct one_file **out, const struct one_file_target *t,
                    const struct record_head *head, struct diag *d)
{
	struct one_file *o = calloc(1, sizeof *o);

	*out = o;
	if (o == NULL)
		return diag_system(d, ENOMEM, "%s", t->path);
	o->target = t;
	o->head = *head;
	o->dir.fd = o->file.fd = -1;
	if (find_kind(o, d) != 0 || check_name(o, d) != 0)
		return -1;
	atomicfile_sweep_path(&o->path);
	if (o->format == NULL)
		return npy_directory_create(&o->arrays, &o->path, &o->head, d);
	o->file_target.file = &o->file;
	o->file_target.head = &o->head;
	o->file_target.level = t->level;
	o->file_target.any_count = 1;
	if (directory_open(&o->dir, o->path.dir, 0, d) != 0 ||
	    atomicfile_create(&o->file, &o->dir, o->path.name, d) != 0)
		return -1;
	return o->format->create(&o->writer, &o->file_target, d);
}

void one_file_free(struct one_file *o)
{
	if (o == NULL)
		return;
	npy_directory_free(o->arrays);
	if (o->writer != NULL)
		o->format->free_writer(o->writer);
	atomicfile_abandon(&o->file);
	directory_close(&o->dir);
	free(o);
}

/* Bytes of one sample in the arrays. */
static double sample_bytes(const struct one_file *o)
{
	double bytes = RECORD_HEADER_FIELDS * RECORD_HEADER_FIELD_BYTES;

	for (unsigned i = 0; i < o->head.fields; i++)
		bytes += (double)o->head.field[i].bytes;
	return bytes;
}

/* Whether the samples are packed, by how much is not known before the trial. */
static int is_packed(const struct one_file *o)
{
	return o->format != NULL &&
	       o->file_target.compress != FORMAT_COMPRESS_NONE;
}

/* Refuse to go on if the samples announced do not fit on the disk. */
static int check_room(const struct one_file *o, struct diag *d)
{
	double each = sample_bytes(o), needed;
	char wants[NUMBER_BYTES_MAX], has[NUMBER_BYTES_MAX];
	struct disk_space space;

	if (is_packed(o) && !o->tried)
		return 0;
	if (is_packed(o))
		each = (double)o->file.size_bytes / (double)o->added;
	needed = (double)(o->announced - o->added) * each;
	if (disk_space_at(o->path.dir, &space, d) != 0)
		return -1;
	if (needed <= (double)space.free_bytes)
		return 0;
	number_format_bytes(needed, wants);
	number_format_bytes((double)space.free_bytes, has);
	return diag_system(d, ENOSPC, "%s: %s%s more needed, %s free",
	                   o->target->path, is_packed(o) ? "about " : "", wants,
	                   has);
}

int one_file_segment(struct one_file *o, const struct record_head *head,
                     struct diag *d)
{
	if (!record_same_fields(head, &o->head))
		return diag_data(d, "the segments must have the same fields");
	o->announced = o->added + head->count;
	return check_room(o, d);
}

int one_file_add(struct one_file *o, const struct record *record,
                 struct diag *d)
{
	int result = o->format == NULL
	                 ? npy_directory_add(o->arrays, record->index,
	                                     record->hash, record->payload, d)
	                 : o->format->add(o->writer, record->index,
	                                  record->hash, record->payload, d);

	o->added++;
	if (result != 0 || o->tried || !is_packed(o) ||
	    (double)o->added * sample_bytes(o) < (double)TRIAL_BYTES)
		return result;
	o->tried = 1;
	return check_room(o, d);
}

int one_file_publish(struct one_file *o, struct diag *d)
{
	int published;

	if (o->added == 0)
		return diag_data(d, "no sample in the stream");
	if (o->format == NULL) {
		published = npy_directory_publish(o->arrays, d);
		return published == 1 ? fail_taken(o, d) : published;
	}
	if (o->format->finish(o->writer, d) != 0)
		return -1;
	if (o->target->replace) {
		atomicfile_keep_mode(&o->file);
		return atomicfile_replace(&o->file, d);
	}
	published = atomicfile_publish_new(&o->file, d);
	return published == 1 ? fail_taken(o, d) : published;
}

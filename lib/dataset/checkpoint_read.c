/* Read the arrays of a committed archive, and accept no other archive. */
#include "dataset/checkpoint_read.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/npy.h"
#include "archive/zipfile.h"
#include "base/bytes.h"

#define READ_BLOCK 65536
#define WORDS 512 /* values that a scan reads at once */

struct checkpoint_reader {
	const char *dir;
	char name[PLAN_NAME_MAX];
	int fd;
	struct archive *archive;
	uint64_t count;          /* samples */
	const struct record_head *expected; /* borrowed, or NULL */
	struct record_head head; /* the fields read so far */
	unsigned header_fields;  /* header arrays read so far */
	int begun;               /* in an array */
	uint64_t left;           /* bytes of the array not yet taken */
	unsigned char waste[READ_BLOCK];
};

static int fail(const struct checkpoint_reader *r, const char *why,
                struct diag *d)
{
	return diag_data(d, "%s/%s: %s", r->dir, r->name,
	                 why != NULL ? why : "cannot be read");
}

static int fail_archive(const struct checkpoint_reader *r, struct diag *d)
{
	return fail(r, archive_error_string(r->archive), d);
}

int checkpoint_open(struct checkpoint_reader **out, const struct dataset *s,
                    uint64_t k, const struct record_head *head, struct diag *d)
{
	struct checkpoint_reader *r = calloc(1, sizeof *r);

	*out = r;
	if (r == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	r->dir = s->dir.path;
	plan_checkpoint_name(k, r->name);
	r->count = plan_checkpoint_count(&s->plan, k);
	r->expected = head;
	r->fd = directory_open_file(&s->dir, r->name, d);
	if (r->fd < 0)
		return -1;
	r->archive = archive_read_new();
	if (r->archive == NULL)
		return diag_system(d, ENOMEM, "%s/%s", r->dir, r->name);
	if (archive_read_support_format_zip_seekable(r->archive) !=
	        ARCHIVE_OK ||
	    archive_read_open_fd(r->archive, r->fd, READ_BLOCK) != ARCHIVE_OK)
		return fail_archive(r, d);
	return 0;
}

void checkpoint_close(struct checkpoint_reader *r)
{
	if (r == NULL)
		return;
	if (r->archive != NULL)
		(void)archive_read_free(r->archive);
	if (r->fd >= 0)
		(void)close(r->fd);
	free(r);
}

/* Fill DATA from the current member. Returns 0, or -1 with a diag. */
static int get(struct checkpoint_reader *r, void *data, size_t size,
               struct diag *d)
{
	unsigned char *p = data;

	while (size > 0) {
		la_ssize_t n = archive_read_data(r->archive, p, size);

		if (n == 0)
			return fail(r, "an array is truncated", d);
		if (n < 0)
			return fail_archive(r, d);
		p += n;
		size -= (size_t)n;
	}
	return 0;
}

int checkpoint_take(struct checkpoint_reader *r, void *data, uint64_t size,
                    struct diag *d)
{
	if (size > r->left)
		return fail(r, "an array is truncated", d);
	r->left -= size;
	if (data != NULL)
		return get(r, data, (size_t)size, d);
	while (size > 0) {
		size_t piece = size < READ_BLOCK ? (size_t)size : READ_BLOCK;

		if (get(r, r->waste, piece, d) != 0)
			return -1;
		size -= piece;
	}
	return 0;
}

/* If an array was read to its end, check that its member ends too. */
static int end_member(struct checkpoint_reader *r, struct diag *d)
{
	char more;
	la_ssize_t n;

	if (!r->begun || r->left > 0)
		return 0;
	n = archive_read_data(r->archive, &more, 1);
	if (n < 0)
		return fail_archive(r, d);
	return n == 0 ? 0 : fail(r, "an array has bytes after its end", d);
}

/* NAME from PATH, which must be NAME.npy. */
static int member_name(const char *path, char name[RECORD_NAME_MAX])
{
	size_t length = path != NULL ? strlen(path) : 0;

	if (length <= 4 || length - 4 >= RECORD_NAME_MAX ||
	    strcmp(path + length - 4, ".npy") != 0)
		return -1;
	memcpy(name, path, length - 4);
	name[length - 4] = '\0';
	return 0;
}

static int same_field(const struct record_field *a,
                      const struct record_field *b)
{
	return strcmp(a->name, b->name) == 0 &&
	       strcmp(a->dtype, b->dtype) == 0 && a->dims == b->dims &&
	       memcmp(a->shape, b->shape, a->dims * sizeof *a->shape) == 0;
}

/* Whether all fields were read, so that the header arrays may follow. */
static int fields_complete(const struct checkpoint_reader *r)
{
	return r->head.fields > 0 && (r->expected == NULL ||
	                              r->head.fields == r->expected->fields);
}

/* Whether NAME is that of the next header array. */
static int is_header_field(const struct checkpoint_reader *r, const char *name)
{
	unsigned i = r->header_fields;

	return i < RECORD_HEADER_FIELDS &&
	       strcmp(name, record_header_field(i)->name) == 0;
}

/*
 * Check the .npy header of array NAME, which must be the next field or the
 * next header array, and set *FIELD to it. Returns 0, or -1 with a diag.
 */
static int identify(struct checkpoint_reader *r, const char *name,
                    const struct npy *npy, const struct record_field **field,
                    struct diag *d)
{
	const struct record_head *expected = r->expected;
	unsigned i = r->head.fields;

	if (npy->dims == 0 || npy->dims - 1 > RECORD_DIMS_MAX ||
	    npy->shape[0] != r->count)
		return fail(r, "an array does not have the planned shape", d);
	if (is_header_field(r, name)) {
		*field = record_header_field(r->header_fields++);
		if (!fields_complete(r))
			return fail(r, "an array is missing", d);
		if (npy->dims != 1 || strcmp(npy->dtype, (*field)->dtype) != 0)
			return fail(
			    r, "an array does not have the planned shape", d);
		return 0;
	}
	if (r->header_fields > 0)
		return fail(r, "an array is out of order", d);
	if (record_add_field(&r->head, name, npy->dtype, npy->dims - 1,
	                     npy->shape + 1, d) != 0)
		return diag_within(d, "%s/%s", r->dir, r->name);
	*field = &r->head.field[i];
	if (expected != NULL && (i >= expected->fields ||
	                         !same_field(*field, &expected->field[i])))
		return diag_data(d, "%s/%s: array %s: name, dtype, shape or "
		                 "position differs from the plan", r->dir,
		                 r->name, name);
	return 0;
}

/* Read the .npy header of the current member. Returns its length, or 0. */
static size_t get_header(struct checkpoint_reader *r, struct npy *npy,
                         struct diag *d)
{
	char header[NPY_HEADER_MAX];
	size_t length;

	if (get(r, header, NPY_PREAMBLE, d) != 0)
		return 0;
	length = npy_length(header);
	if (length > 0 && get(r, header + NPY_PREAMBLE, length - NPY_PREAMBLE,
	                      d) != 0)
		return 0;
	if (length == 0 || npy_parse(header, length, npy) != 0) {
		(void)fail(r, "an array's header differs from vg's", d);
		return 0;
	}
	return length;
}

static int begin_member(struct checkpoint_reader *r,
                        struct archive_entry *entry,
                        const struct record_field **field, struct diag *d)
{
	char name[RECORD_NAME_MAX];
	struct npy npy;
	size_t length;

	if (archive_entry_filetype(entry) != AE_IFREG ||
	    member_name(archive_entry_pathname(entry), name) != 0)
		return fail(r, "has a member that is not an array", d);
	length = get_header(r, &npy, d);
	if (length == 0 || identify(r, name, &npy, field, d) != 0)
		return -1;
	if (r->count > (INT64_MAX - NPY_HEADER_MAX) / (*field)->bytes)
		return fail(r, "an array is too large", d);
	r->left = r->count * (*field)->bytes;
	r->begun = 1;
	if (archive_entry_size_is_set(entry) &&
	    (uint64_t)archive_entry_size(entry) != length + r->left)
		return fail(r, "an array's size differs from its header", d);
	return 1;
}

int checkpoint_next(struct checkpoint_reader *r,
                    const struct record_field **field, struct diag *d)
{
	struct archive_entry *entry;
	int got;

	if (end_member(r, d) != 0)
		return -1;
	r->begun = 0;
	r->left = 0;
	got = archive_read_next_header(r->archive, &entry);
	if (got == ARCHIVE_OK)
		return begin_member(r, entry, field, d);
	if (got != ARCHIVE_EOF)
		return fail_archive(r, d);
	if (r->header_fields < RECORD_HEADER_FIELDS)
		return fail(r, "an array is missing", d);
	return 0;
}

/* Call VISIT for each value of the current array, of eight bytes each. */
static int scan_array(struct checkpoint_reader *r,
                      enum checkpoint_column column, checkpoint_visit *visit,
                      void *context, struct diag *d)
{
	unsigned char words[WORDS * 8];

	for (uint64_t i = 0; i < r->count;) {
		uint64_t n = r->count - i < WORDS ? r->count - i : WORDS;

		if (checkpoint_take(r, words, n * 8, d) != 0)
			return -1;
		for (uint64_t j = 0; j < n; j++, i++)
			visit(context, column, i, bytes_get64(words + 8 * j));
	}
	return 0;
}

/* libarchive does not see whether both headers of a member agree. */
static int check_headers(const struct checkpoint_reader *r, struct diag *d)
{
	struct stat st;

	if (fstat(r->fd, &st) != 0)
		return diag_system(d, errno, "%s/%s: stat", r->dir, r->name);
	return zipfile_is_intact(r->fd, (uint64_t)st.st_size)
	           ? 0
	           : fail(r, "its headers are not as vg writes them", d);
}

int checkpoint_scan(const struct dataset *s, uint64_t k,
                    const struct record_head *head, int whole,
                    checkpoint_visit *visit, void *context, struct diag *d)
{
	struct checkpoint_reader *r;
	const struct record_field *f;
	int result = checkpoint_open(&r, s, k, head, d);

	if (result == 0 && whole)
		result = check_headers(r, d);
	while (result >= 0 && (result = checkpoint_next(r, &f, d)) > 0) {
		enum checkpoint_column column = CHECKPOINT_COLUMN_LABELS;

		if (f == record_header_field(RECORD_HEADER_INDEX))
			column = CHECKPOINT_COLUMN_INDEX;
		else if (f == record_header_field(RECORD_HEADER_HASH))
			column = CHECKPOINT_COLUMN_HASH;
		else if (head == NULL || strcmp(f->name, "labels") != 0 ||
		         f->bytes != 8) {
			if (whole && checkpoint_take(r, NULL, r->left, d) != 0)
				result = -1;
			continue;
		}
		if (scan_array(r, column, visit, context, d) != 0)
			result = -1;
	}
	checkpoint_close(r);
	return result;
}

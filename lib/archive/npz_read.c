/* Read the records of an .npz archive, and accept no other archive. */
#include "archive/npz.h"

#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/npy.h"
#include "archive/unpack.h"
#include "archive/zip_directory.h"
#include "archive/zipfile.h"
#include "base/bytes.h"

/* One array, which is read by an archive of its own. */
struct array {
	size_t header_bytes; /* of its .npy file */
	struct unpack unpack; /* closed until the array is needed */
	uint64_t at;          /* the sample that comes next in it */
};

struct format_reader {
	const struct format_source *source;
	struct record_head *head; /* the fields found; the caller's */
	unsigned header_fields;   /* header arrays found */
	struct array array[RECORD_ARRAYS_MAX];
	uint64_t next;            /* sample */
};

static int fail(const struct format_reader *r, const char *why, struct diag *d)
{
	return unpack_refuse(r->source, why, d);
}

/* The field of array I: one of the head's, or a header array's. */
static const struct record_field *field_of(const struct format_reader *r,
                                           unsigned i)
{
	return i < r->head->fields ? &r->head->field[i]
	                           : record_header_field(i - r->head->fields);
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

/* Whether all fields were found, so that the header arrays may follow. */
static int fields_complete(const struct format_reader *r)
{
	const struct record_head *expected = r->source->expected;

	return r->head->fields > 0 &&
	       (expected == NULL || r->head->fields == expected->fields);
}

/* Whether NAME is that of the next header array. */
static int is_header_field(const struct format_reader *r, const char *name)
{
	unsigned i = r->header_fields;

	return i < RECORD_HEADER_FIELDS &&
	       strcmp(name, record_header_field(i)->name) == 0;
}

/*
 * Check the .npy header of array NAME, which must be the next field or the
 * next header array, and set *FIELD to it. Returns 0, or -1 with a diag.
 */
static int identify(struct format_reader *r, const char *name,
                    const struct npy *npy, const struct record_field **field,
                    struct diag *d)
{
	const struct format_source *s = r->source;
	unsigned i = r->head->fields;

	if (npy->dims == 0 || npy->dims - 1 > RECORD_DIMS_MAX ||
	    npy->shape[0] != s->count)
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
	if (record_add_field(r->head, name, npy->dtype, npy->dims - 1,
	                     npy->shape + 1, d) != 0)
		return diag_within(d, "%s/%s", s->dir, s->name);
	*field = &r->head->field[i];
	return s->expected != NULL ? format_expect(s, *field, i, d) : 0;
}

/* Read the .npy header of the entry of U. Returns its length, or 0. */
static size_t get_header(struct unpack *u, struct npy *npy, struct diag *d)
{
	char header[NPY_HEADER_MAX];
	size_t length;

	if (unpack_take(u, header, NPY_PREAMBLE, d) != 0)
		return 0;
	length = npy_length(header);
	if (length > 0 && unpack_take(u, header + NPY_PREAMBLE,
	                              length - NPY_PREAMBLE, d) != 0)
		return 0;
	if (length == 0 || npy_parse(header, length, npy) != 0) {
		(void)unpack_refuse(u->source,
		                    "an array's header differs from vg's", d);
		return 0;
	}
	return length;
}

/* Take ENTRY of U as the next array. Returns 0, or -1 with a diag. */
static int take_array(struct format_reader *r, struct unpack *u,
                      struct archive_entry *entry, struct diag *d)
{
	unsigned i = r->head->fields + r->header_fields;
	const struct record_field *field = NULL;
	char name[RECORD_NAME_MAX];
	struct npy npy;
	size_t length;

	if (archive_entry_filetype(entry) != AE_IFREG ||
	    member_name(archive_entry_pathname(entry), name) != 0)
		return fail(r, "has a member that is not an array", d);
	length = get_header(u, &npy, d);
	if (length == 0 || identify(r, name, &npy, &field, d) != 0)
		return -1;
	r->array[i].header_bytes = length;
	if (r->source->count > (INT64_MAX - NPY_HEADER_MAX) / field->bytes)
		return fail(r, "an array is too large", d);
	if (archive_entry_size_is_set(entry) &&
	    (uint64_t)archive_entry_size(entry) !=
	        length + r->source->count * field->bytes)
		return fail(r, "an array's size differs from its header", d);
	return 0;
}

/* Of an archive with other members, libarchive sees nothing. */
static int check_directory(const struct format_reader *r, struct diag *d)
{
	const struct format_source *s = r->source;
	struct stat st;

	if (fstat(s->fd, &st) != 0)
		return diag_system(d, errno, "%s/%s: stat", s->dir, s->name);
	return zip_directory_is_plain(s->fd, (uint64_t)st.st_size,
	                              RECORD_ARRAYS_MAX)
	           ? 0
	           : fail(r, "not a zip archive of stored and deflated arrays",
	                  d);
}

/* libarchive does not see whether both headers of a member agree. */
static int check_headers(const struct format_reader *r, struct diag *d)
{
	const struct format_source *s = r->source;
	struct stat st;

	if (fstat(s->fd, &st) != 0)
		return diag_system(d, errno, "%s/%s: stat", s->dir, s->name);
	return zipfile_is_intact(s->fd, (uint64_t)st.st_size)
	           ? 0
	           : fail(r, "its headers are not as vg writes them", d);
}

/* Find the arrays. Returns 0, or -1 with a diag. */
static int find_arrays(struct format_reader *r, struct diag *d)
{
	struct archive_entry *entry;
	struct unpack u;
	int got = unpack_open(&u, r->source, UNPACK_ZIP, d);

	if (got == 0)
		while ((got = unpack_next(&u, &entry, d)) > 0)
			if (take_array(r, &u, entry, d) != 0) {
				got = -1;
				break;
			}
	unpack_close(&u);
	if (got == 0 && r->header_fields < RECORD_HEADER_FIELDS)
		return fail(r, "an array is missing", d);
	return got;
}

static int npz_open(struct format_reader **out, const struct format_source *s,
                    struct record_head *head, struct diag *d)
{
	struct format_reader *r = calloc(1, sizeof *r);

	*out = r;
	if (r == NULL)
		return diag_system(d, ENOMEM, "%s/%s", s->dir, s->name);
	r->source = s;
	r->head = head;
	return check_directory(r, d) == 0 ? find_arrays(r, d) : -1;
}

static void npz_close_reader(struct format_reader *r)
{
	if (r == NULL)
		return;
	for (unsigned i = 0; i < RECORD_ARRAYS_MAX; i++)
		unpack_close(&r->array[i].unpack);
	free(r);
}

/* Open array I for reading its samples. Returns 0, or -1 with a diag. */
static int open_array(struct format_reader *r, unsigned i, struct diag *d)
{
	struct array *a = &r->array[i];
	struct archive_entry *entry;
	int got = unpack_open(&a->unpack, r->source, UNPACK_ZIP, d);

	for (unsigned j = 0; got >= 0 && j <= i; j++) {
		got = unpack_next(&a->unpack, &entry, d);
		if (got == 0)
			return fail(r, "changed while it was read", d);
	}
	return got < 0 ? -1
	               : unpack_take(&a->unpack, NULL, a->header_bytes, d);
}

/* Read the next sample of array I into DATA, or check it only if NULL. */
static int read_array(struct format_reader *r, unsigned i, void *data,
                      struct diag *d)
{
	struct array *a = &r->array[i];
	uint64_t bytes = field_of(r, i)->bytes;

	if (a->unpack.archive == NULL && open_array(r, i, d) != 0)
		return -1;
	if (unpack_take(&a->unpack, NULL, (r->next - a->at) * bytes, d) != 0)
		return -1;
	a->at = r->next + 1;
	return unpack_take(&a->unpack, data, bytes, d);
}

static int npz_read(struct format_reader *r, uint64_t wanted, uint64_t *index,
                    uint64_t *hash, unsigned char *payload, struct diag *d)
{
	uint64_t *const word[RECORD_HEADER_FIELDS] = {
		[RECORD_HEADER_INDEX] = index,
		[RECORD_HEADER_HASH] = hash,
	};
	unsigned char bytes[RECORD_HEADER_FIELD_BYTES];
	unsigned fields = r->head->fields;

	for (unsigned i = 0; i < fields; i++) {
		size_t offset = (size_t)r->head->field[i].offset;

		if ((wanted >> i & 1) != 0 &&
		    read_array(r, i, payload != NULL ? payload + offset : NULL,
		               d) != 0)
			return -1;
	}
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++) {
		if (read_array(r, fields + i, bytes, d) != 0)
			return -1;
		*word[i] = bytes_get64(bytes);
	}
	r->next++;
	return 0;
}

static int npz_end(struct format_reader *r, struct diag *d)
{
	unsigned arrays = r->head->fields + RECORD_HEADER_FIELDS, whole = 0;

	for (unsigned i = 0; i < arrays; i++) {
		struct array *a = &r->array[i];

		if (a->unpack.archive == NULL || a->at != r->source->count)
			continue;
		if (unpack_end(&a->unpack, d) != 0)
			return -1;
		whole++;
	}
	return whole == arrays ? check_headers(r, d) : 0;
}

const struct format npz_format = {
	.create = npz_create,
	.free_writer = npz_free_writer,
	.room = npz_room,
	.add = npz_add,
	.finish = npz_finish,
	.missing_bytes = npz_missing_bytes,
	.open = npz_open,
	.close_reader = npz_close_reader,
	.read = npz_read,
	.end = npz_end,
};

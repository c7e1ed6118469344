/* Read the records of a tar archive for WebDataset, and accept no other. */
#include "archive/webdataset.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "archive/field_list.h"
#include "archive/gzip.h"
#include "archive/input.h"
#include "archive/ustar.h"
#include "archive/webdataset_layout.h"
#include "base/number.h"

#define END_BYTES (2 * USTAR_BLOCK_BYTES) /* zeros at the end of a tar archive */
#define JSON_MOST (WEBDATASET_JSON_MAX - 1)

/*
 * The archive is read from its beginning to its end. Each byte of it is known
 * but for sizes, numbers and data, and compared.
 */
struct format_reader {
	const struct format_source *source;
	struct record_head *head;        /* the fields found; the caller's */
	struct webdataset_layout layout; /* of them */
	struct input in;       /* the archive's bytes */
	struct gunzip *gunzip; /* NULL unless members are gzip files */
	int input_failed;      /* in gunzip: the diag has the file's name */
	size_t padding;        /* bytes of zeros that come next */
	uint64_t index;        /* of the next sample */
	int has_json;          /* its JSON text has been read */
	char json[WEBDATASET_JSON_MAX];
	char name[WEBDATASET_NAME_MAX]; /* of the member that was last begun */
};

/* Report that WHY is wrong with the member. Always returns -1. */
static int refuse(const struct format_reader *r, const char *why,
                  struct diag *d)
{
	return diag_data(d, "%s/%s: %s: %s", r->source->dir, r->source->name,
	                 r->name, why);
}

/* Give gunzip the next bytes of CONTEXT, a format_reader. */
static int to_gunzip(void *context, void *data, size_t size, struct diag *d)
{
	struct format_reader *r = context;

	r->input_failed = input_take(&r->in, data, size, d) != 0;
	return r->input_failed ? -1 : 0;
}

/* Read the padding and SIZE bytes after it to *DATA, in BUFFER. */
static int take_block(struct format_reader *r, size_t size,
                      unsigned char buffer[USTAR_BLOCK_BYTES + END_BYTES],
                      const unsigned char **data, struct diag *d)
{
	size_t padding = r->padding;

	if (input_take(&r->in, buffer, padding + size, d) != 0)
		return -1;
	for (size_t i = 0; i < padding; i++)
		if (buffer[i] != 0)
			return refuse(r, "its padding is not zero", d);
	r->padding = 0;
	*data = buffer + padding;
	return 0;
}

/*
 * Check HEADER, of the next member, which must be that of sample r->index with
 * WHAT and ENDING in its name, and have MOST bytes or fewer: *SIZE. Returns 0,
 * or -1 with a diag.
 */
static int check_header(struct format_reader *r, const unsigned char *header,
                        const char *what, const char *ending, uint64_t most,
                        uint64_t *size, struct diag *d)
{
	unsigned char wanted[USTAR_BLOCK_BYTES];

	webdataset_name(r->name, r->index, what, ending);
	if (ustar_size(header, size) != 0 || *size == 0 || *size > most)
		return refuse(r, "is missing, or its size is wrong", d);
	ustar_header(wanted, r->name, *size);
	if (memcmp(header, wanted, sizeof wanted) != 0)
		return refuse(r, "is missing, or its header differs from vg's",
		              d);
	r->padding = ustar_padding(*size);
	return 0;
}

/* Read the header of the next member, and check it. */
static int begin_member(struct format_reader *r, const char *what,
                        const char *ending, uint64_t most, uint64_t *size,
                        struct diag *d)
{
	unsigned char buffer[USTAR_BLOCK_BYTES + END_BYTES];
	const unsigned char *header;

	return take_block(r, USTAR_BLOCK_BYTES, buffer, &header, d) == 0
	           ? check_header(r, header, what, ending, most, size, d)
	           : -1;
}

/* Read the SIZE bytes of the JSON text. Returns 0, or -1 with a diag. */
static int read_json(struct format_reader *r, uint64_t size, struct diag *d)
{
	if (input_take(&r->in, r->json, (size_t)size, d) != 0)
		return -1;
	r->json[size] = '\0';
	return strlen(r->json) == size ? 0 : refuse(r, "has a NUL", d);
}

/* Read the first member, whose name tells the index of the first sample. */
static int begin_sample(struct format_reader *r, struct diag *d)
{
	unsigned char header[USTAR_BLOCK_BYTES + 1] = { 0 };
	const char *name = (const char *)header;
	uint64_t size;

	if (input_take(&r->in, header, USTAR_BLOCK_BYTES, d) != 0)
		return -1;
	if (number_parse_n(name, strspn(name, "0123456789"), INT64_MAX,
	                   &r->index) != 0)
		return unpack_refuse(r->source, "does not begin with a sample",
		                     d);
	if (check_header(r, header, "json", "", JSON_MOST, &size, d) != 0)
		return -1;
	r->has_json = 1;
	return read_json(r, size, d);
}

/* Read the first member of the next sample, which has one. */
static int next_sample(struct format_reader *r, struct diag *d)
{
	uint64_t size;

	return begin_member(r, "json", "", JSON_MOST, &size, d) == 0
	           ? read_json(r, size, d)
	           : -1;
}

/* Find the fields in the JSON text of the first sample. */
static int find_fields(struct format_reader *r, struct diag *d)
{
	const struct format_source *s = r->source;

	if (field_list_parse(r->json, r->head, d) != 0)
		return diag_within(d, "%s/%s: %s", s->dir, s->name, r->name);
	if (format_expect_all(s, r->head, d) != 0)
		return -1;
	webdataset_layout_init(&r->layout, r->head);
	return 0;
}

static int webdataset_open(struct format_reader **out,
                           const struct format_source *s,
                           struct record_head *head, struct diag *d)
{
	struct format_reader *r = calloc(1, sizeof *r);

	*out = r;
	if (r == NULL)
		return diag_system(d, ENOMEM, "%s/%s", s->dir, s->name);
	r->source = s;
	r->head = head;
	if (s->compress == FORMAT_COMPRESS_GZ &&
	    (r->gunzip = gunzip_new(to_gunzip, r)) == NULL)
		return diag_system(d, ENOMEM, "%s/%s", s->dir, s->name);
	if (input_open(&r->in, s, d) != 0 || begin_sample(r, d) != 0)
		return -1;
	if (find_fields(r, d) != 0)
		return -1;
	return input_check_window(&r->in, head->payload_bytes, d);
}

static void webdataset_close_reader(struct format_reader *r)
{
	if (r == NULL)
		return;
	input_close(&r->in);
	gunzip_free(r->gunzip);
	free(r);
}

/* Read the label as text to DATA, or check it only if that is NULL. */
static int read_label(struct format_reader *r, unsigned char *data,
                      struct diag *d)
{
	char text[WEBDATASET_NUMBER_MAX];
	unsigned char bytes[8];
	uint64_t size;

	if (begin_member(r, r->layout.label->name, ".cls", sizeof text, &size,
	                 d) != 0 ||
	    input_take(&r->in, text, (size_t)size, d) != 0)
		return -1;
	return webdataset_parse_number(text, (size_t)size, r->layout.label,
	                               data != NULL ? data : bytes) == 0
	           ? 0
	           : refuse(r, "is not a label as vg writes it", d);
}

/* Read array A from the member, a gzip file of SIZE bytes. */
static int read_gzip(struct format_reader *r, const struct webdataset_array *a,
                     uint64_t size, unsigned char *data, struct diag *d)
{
	char header[NPY_HEADER_MAX];

	if (gunzip_begin(r->gunzip, size, d) != 0 ||
	    gunzip_take(r->gunzip, header, a->header_bytes, d) != 0)
		return -1;
	if (memcmp(header, a->header, a->header_bytes) != 0)
		return diag_data(d, "its .npy header differs from vg's");
	return gunzip_take(r->gunzip, data, a->field->bytes, d) == 0
	           ? gunzip_end(r->gunzip, d)
	           : -1;
}

/* Read array A from the member, which is its .npy file. */
static int read_npy(struct format_reader *r, const struct webdataset_array *a,
                    unsigned char *data, struct diag *d)
{
	char header[NPY_HEADER_MAX];

	if (input_take(&r->in, header, a->header_bytes, d) != 0)
		return -1;
	if (memcmp(header, a->header, a->header_bytes) != 0)
		return refuse(r, "its .npy header differs from vg's", d);
	return input_take(&r->in, data, a->field->bytes, d);
}

/*
 * Read array A to DATA; check it only if that is NULL; pass it if it is not
 * WANTED. Returns 0, or -1 with a diag.
 */
static int read_array(struct format_reader *r, const struct webdataset_array *a,
                      int wanted, unsigned char *data, struct diag *d)
{
	uint64_t bytes = webdataset_npy_bytes(a), size;
	int is_gzip = r->gunzip != NULL;
	/* What cannot be compressed grows by five bytes in each block. */
	uint64_t most = is_gzip ? bytes + bytes / 64 + 1024 : bytes;

	if (begin_member(r, a->field->name, is_gzip ? ".npy.gz" : ".npy", most,
	                 &size, d) != 0)
		return -1;
	if (!is_gzip && size != bytes)
		return refuse(r, "its size is wrong", d);
	if (!wanted)
		return input_take(&r->in, NULL, size, d);
	if (!is_gzip)
		return read_npy(r, a, data, d);
	if (read_gzip(r, a, size, data, d) == 0)
		return 0;
	return r->input_failed ? -1
	                       : diag_within(d, "%s/%s: %s", r->source->dir,
	                                     r->source->name, r->name);
}

/* Copy the numbers in S that are WANTED to PAYLOAD. */
static void give_scalars(const struct format_reader *r, uint64_t wanted,
                         const struct webdataset_scalars *s,
                         unsigned char *payload)
{
	for (unsigned i = 0; i < r->head->fields; i++) {
		const struct record_field *f = &r->head->field[i];

		if (webdataset_in_json(f) && (wanted >> i & 1) != 0)
			memcpy(payload + f->offset, s->bytes[i],
			       (size_t)f->bytes);
	}
}

/* Where field F goes: in PAYLOAD, or nowhere if it is not WANTED. */
static unsigned char *place(const struct format_reader *r,
                            const struct record_field *f, uint64_t wanted,
                            unsigned char *payload)
{
	return payload != NULL && (wanted & record_bit(r->head, f)) != 0
	           ? payload + f->offset
	           : NULL;
}

static int webdataset_read(struct format_reader *r, uint64_t wanted,
                           uint64_t *index, uint64_t *hash,
                           unsigned char *payload, struct diag *d)
{
	const struct webdataset_layout *l = &r->layout;
	struct webdataset_scalars s;

	if (!r->has_json && next_sample(r, d) != 0)
		return -1;
	r->has_json = 0;
	if (webdataset_parse_json(r->json, l, index, hash, &s) != 0 ||
	    *index != r->index)
		return refuse(r, "is not as vg writes it", d);
	if (payload != NULL)
		give_scalars(r, wanted, &s, payload);
	if (l->label != NULL &&
	    read_label(r, place(r, l->label, wanted, payload), d) != 0)
		return -1;
	for (unsigned i = 0; i < l->arrays; i++) {
		const struct record_field *f = l->array[i].field;

		if (read_array(r, &l->array[i],
		               (wanted & record_bit(r->head, f)) != 0,
		               place(r, f, wanted, payload), d) != 0)
			return -1;
	}
	r->index++;
	return 0;
}

static int webdataset_end(struct format_reader *r, struct diag *d)
{
	unsigned char buffer[USTAR_BLOCK_BYTES + END_BYTES];
	const unsigned char *zeros;

	if (take_block(r, END_BYTES, buffer, &zeros, d) != 0)
		return -1;
	for (size_t i = 0; i < END_BYTES; i++)
		if (zeros[i] != 0)
			return unpack_refuse(
			    r->source, "has more than the planned samples", d);
	return input_end(&r->in, d);
}

const struct format webdataset_format = {
	.create = webdataset_create,
	.free_writer = webdataset_free_writer,
	.add = webdataset_add,
	.finish = webdataset_finish,
	.missing_bytes = webdataset_missing_bytes,
	.open = webdataset_open,
	.close_reader = webdataset_close_reader,
	.read = webdataset_read,
	.end = webdataset_end,
};

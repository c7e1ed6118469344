/* Encode, decode and check the parts of a record stream. */
#include "stream/record.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "base/digest.h"

static const char head_magic[8] = "VGHEAD\r\n";
static const char record_magic[8] = "VGRECORD";
static const char end_magic[8] = "VGEND\r\n";

const struct record_field *record_header_field(unsigned which)
{
	static const struct record_field fields[RECORD_HEADER_FIELDS] = {
		{ .name = "index", .dtype = "<i8",
		  .bytes = RECORD_HEADER_FIELD_BYTES },
		{ .name = "sample_xxh3", .dtype = "<i8",
		  .bytes = RECORD_HEADER_FIELD_BYTES },
	};

	return &fields[which];
}

/* Whether vg-pack makes an array called NAME itself. */
static int is_reserved(const char *name)
{
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++)
		if (strcmp(name, record_header_field(i)->name) == 0)
			return 1;
	return 0;
}

static int name_ok(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length >= RECORD_NAME_MAX || name[0] < 'a' ||
	    name[0] > 'z')
		return 0;
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

/* Bytes of one item of numpy's DTYPE, or 0 if we do not support it. */
static unsigned item_bytes(const char *dtype)
{
	static const char *const known[] = { "|u1", "|i1", "|b1", "<u2",
		                             "<i2", "<f2", "<u4", "<i4",
		                             "<f4", "<u8", "<i8", "<f8" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(dtype, known[i]) == 0)
			return (unsigned)(dtype[2] - '0');
	return 0;
}

static int has_empty_axis(unsigned dims, const uint64_t *shape)
{
	for (unsigned i = 0; i < dims; i++)
		if (shape[i] == 0)
			return 1;
	return 0;
}

/* Bytes of a field without an empty axis, or 0 if it is over the limit. */
static uint64_t field_bytes(unsigned item, unsigned dims,
                            const uint64_t *shape)
{
	uint64_t bytes = item;

	for (unsigned i = 0; i < dims; i++) {
		if (shape[i] > RECORD_PAYLOAD_MAX / bytes)
			return 0;
		bytes *= shape[i];
	}
	return bytes;
}

int record_add_field(struct record_head *head, const char *name,
                     const char *dtype, unsigned dims, const uint64_t *shape,
                     struct diag *d)
{
	struct record_field *f = &head->field[head->fields];
	uint64_t padded;

	if (head->fields == RECORD_FIELDS_MAX)
		return diag_data(d, "too many fields; at most %d are allowed",
		                 RECORD_FIELDS_MAX);
	if (!name_ok(name))
		return diag_data(d, "field %u: the name must be a letter a-z, "
		                 "then up to %d of a-z 0-9 _", head->fields,
		                 RECORD_NAME_MAX - 2);
	if (is_reserved(name))
		return diag_data(d, "field %s: the name is reserved; "
		                 "vg-pack adds this array", name);
	if (record_find(head, name) != NULL)
		return diag_data(d, "field %s: duplicate name", name);
	if (item_bytes(dtype) == 0)
		return diag_data(d, "field %s: dtype %.8s: must be little-"
		                 "endian and an integer, float or |b1", name,
		                 dtype);
	if (dims > RECORD_DIMS_MAX)
		return diag_data(d, "field %s: %u axes; at most %d are allowed",
		                 name, dims, RECORD_DIMS_MAX);
	if (has_empty_axis(dims, shape))
		return diag_data(d, "field %s: an axis has length 0", name);
	memset(f, 0, sizeof *f);
	f->bytes = field_bytes(item_bytes(dtype), dims, shape);
	padded = (f->bytes + 7) / 8 * 8;
	if (f->bytes == 0 || padded > RECORD_PAYLOAD_MAX - head->payload_bytes)
		return diag_data(d, "field %s: the sample is over the limit of "
		                 "%d GiB", name, (int)(RECORD_PAYLOAD_MAX >> 30));
	memcpy(f->name, name, strlen(name));
	memcpy(f->dtype, dtype, strlen(dtype));
	f->dims = dims;
	if (dims > 0)
		memcpy(f->shape, shape, dims * sizeof *shape);
	f->offset = head->payload_bytes;
	head->payload_bytes += padded;
	head->fields++;
	return 0;
}

const struct record_field *record_find(const struct record_head *head,
                                       const char *name)
{
	for (unsigned i = 0; i < head->fields; i++)
		if (strcmp(head->field[i].name, name) == 0)
			return &head->field[i];
	return NULL;
}

uint64_t record_bit(const struct record_head *head,
                    const struct record_field *f)
{
	return f != NULL ? UINT64_C(1) << (f - head->field) : 0;
}

int record_same_field(const struct record_field *a,
                      const struct record_field *b)
{
	return strcmp(a->name, b->name) == 0 &&
	       strcmp(a->dtype, b->dtype) == 0 && a->dims == b->dims &&
	       memcmp(a->shape, b->shape, a->dims * sizeof *a->shape) == 0;
}

int record_same_fields(const struct record_head *a,
                       const struct record_head *b)
{
	for (unsigned i = 0; i < a->fields && i < b->fields; i++)
		if (!record_same_field(&a->field[i], &b->field[i]))
			return 0;
	return a->fields == b->fields;
}

static size_t head_length(unsigned fields)
{
	return RECORD_HEAD_FIXED_BYTES + fields * (size_t)RECORD_FIELD_BYTES +
	       8;
}

size_t record_encode_head(const struct record_head *head,
                          unsigned char out[RECORD_HEAD_MAX_BYTES])
{
	size_t length = head_length(head->fields);
	unsigned char *p = out + RECORD_HEAD_FIXED_BYTES;

	memset(out, 0, length);
	memcpy(out, head_magic, sizeof head_magic);
	bytes_put32(out + 8, RECORD_VERSION);
	bytes_put32(out + 12, (uint32_t)length);
	bytes_put64(out + 16, head->fingerprint);
	bytes_put64(out + 24, head->first);
	bytes_put64(out + 32, head->count);
	bytes_put64(out + 40, head->payload_bytes);
	bytes_put32(out + 48, head->fields);
	for (unsigned i = 0; i < head->fields; i++, p += RECORD_FIELD_BYTES) {
		const struct record_field *f = &head->field[i];

		memcpy(p, f->name, strlen(f->name));
		memcpy(p + 32, f->dtype, strlen(f->dtype));
		bytes_put32(p + 40, f->dims);
		for (unsigned j = 0; j < f->dims; j++)
			bytes_put64(p + 48 + 8 * j, f->shape[j]);
	}
	bytes_put64(p, digest64(out, length - 8));
	return length;
}

size_t record_head_length(const unsigned char *data, struct diag *d)
{
	uint32_t length = bytes_get32(data + 12);
	uint32_t fields = bytes_get32(data + 48);

	if (memcmp(data, head_magic, sizeof head_magic) != 0) {
		(void)diag_data(d, "not a record stream: must begin with "
		                "HEAD");
		return 0;
	}
	if (bytes_get32(data + 8) != RECORD_VERSION) {
		(void)diag_data(d, "HEAD: version %" PRIu32 ": must be %d",
		                bytes_get32(data + 8), RECORD_VERSION);
		return 0;
	}
	if (fields == 0 || fields > RECORD_FIELDS_MAX ||
	    length != head_length(fields)) {
		(void)diag_data(d, "HEAD: %" PRIu32 " bytes, %" PRIu32
		                " fields: must have 1 to %d fields, and %d "
		                "bytes and %d a field", length, fields,
		                RECORD_FIELDS_MAX, RECORD_HEAD_FIXED_BYTES + 8,
		                RECORD_FIELD_BYTES);
		return 0;
	}
	return length;
}

static int decode_field(const unsigned char *p, struct record_head *out,
                        struct diag *d)
{
	uint64_t shape[RECORD_DIMS_MAX];
	uint32_t dims = bytes_get32(p + 40);

	/* The last bytes of name and dtype. */
	if (p[31] != 0 || p[39] != 0)
		return diag_data(d, "field %u: name and dtype must end in NUL",
		                 out->fields);
	for (unsigned j = 0; j < RECORD_DIMS_MAX; j++)
		shape[j] = bytes_get64(p + 48 + 8 * j);
	return record_add_field(out, (const char *)p, (const char *)p + 32,
	                        dims, shape, d);
}

int record_decode_head(const unsigned char *data, size_t length,
                       struct record_head *out, struct diag *d)
{
	const unsigned char *p = data + RECORD_HEAD_FIXED_BYTES;
	unsigned char again[RECORD_HEAD_MAX_BYTES];

	memset(out, 0, sizeof *out);
	if (bytes_get64(data + length - 8) != digest64(data, length - 8))
		return diag_data(d, "HEAD: damaged: its hash does not match");
	out->fingerprint = bytes_get64(data + 16);
	out->first = bytes_get64(data + 24);
	out->count = bytes_get64(data + 32);
	if (out->first > RECORD_COUNT_MAX || out->count > RECORD_COUNT_MAX)
		return diag_data(d, "HEAD: first %" PRIu64 ", count %" PRIu64
		                 ": each must be at most %" PRIu64, out->first,
		                 out->count, RECORD_COUNT_MAX);
	for (uint32_t i = bytes_get32(data + 48); i > 0; i--) {
		if (decode_field(p, out, d) != 0)
			return diag_within(d, "HEAD");
		p += RECORD_FIELD_BYTES;
	}
	/* Only what we would write ourselves is allowed. */
	if (record_encode_head(out, again) != length ||
	    memcmp(again, data, length) != 0)
		return diag_data(d, "HEAD: wrong payload size, or unused bytes "
		                 "that are not zero");
	return 0;
}

void record_encode_header(unsigned char out[RECORD_HEADER_BYTES],
                          uint64_t index, uint64_t hash)
{
	memcpy(out, record_magic, sizeof record_magic);
	bytes_put64(out + 8, index);
	bytes_put64(out + 16, hash);
}

void record_encode_end(unsigned char out[RECORD_END_BYTES], uint64_t count,
                       uint64_t hash)
{
	memcpy(out, end_magic, sizeof end_magic);
	bytes_put64(out + 8, count);
	bytes_put64(out + 16, hash);
}

enum record_kind record_kind(const unsigned char *data)
{
	if (memcmp(data, record_magic, sizeof record_magic) == 0)
		return RECORD_RECORD;
	if (memcmp(data, end_magic, sizeof end_magic) == 0)
		return RECORD_END;
	return RECORD_OTHER;
}

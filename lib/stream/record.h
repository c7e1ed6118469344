#ifndef VG_RECORD_H
#define VG_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

/*
 * The format of a record stream, vg-record(5): segments of HEAD, its count of
 * records, and END. All is little-endian and a multiple of 8 bytes long.
 */

#define RECORD_VERSION 1
#define RECORD_FIELDS_MAX 64
#define RECORD_DIMS_MAX 8
#define RECORD_NAME_MAX 32   /* with its NUL */
#define RECORD_PAYLOAD_MAX (UINT64_C(1) << 30)
#define RECORD_COUNT_MAX UINT64_C(1000000000000)

#define RECORD_HEAD_FIXED_BYTES 64
#define RECORD_FIELD_BYTES 112
#define RECORD_HEADER_BYTES 24 /* magic, index, hash; before each payload */
#define RECORD_END_BYTES 24
#define RECORD_HEAD_MAX_BYTES \
	(RECORD_HEAD_FIXED_BYTES + RECORD_FIELDS_MAX * RECORD_FIELD_BYTES + 8)

/* One array of a record. */
struct record_field {
	char name[RECORD_NAME_MAX]; /* [a-z][a-z0-9_]* */
	char dtype[8];              /* numpy's descr: "|u1", "<f4", "<i8" … */
	unsigned dims;              /* 0 for a scalar */
	uint64_t shape[RECORD_DIMS_MAX];
	uint64_t bytes;  /* derived: in one record, without padding */
	uint64_t offset; /* derived: in the payload, a multiple of 8 */
};

/*
 * The values in the header of a record. They are stored with the fields, as two
 * arrays more, so fields cannot have their names.
 */
enum {
	RECORD_HEADER_INDEX, /* index: the sample's number in the dataset */
	RECORD_HEADER_HASH,  /* sample_xxh3: XXH3-64 of the payload */
	RECORD_HEADER_FIELDS
};
#define RECORD_ARRAYS_MAX (RECORD_FIELDS_MAX + RECORD_HEADER_FIELDS)
#define RECORD_HEADER_FIELD_BYTES 8 /* each, of one sample */

/* The array of header value WHICH: the same address at each call. */
const struct record_field *record_header_field(unsigned which);

/* The beginning of a segment. */
struct record_head {
	uint64_t fingerprint; /* of the plan */
	uint64_t first, count; /* sample indices first … first+count-1 */
	unsigned fields;
	struct record_field field[RECORD_FIELDS_MAX];
	uint64_t payload_bytes; /* derived: all fields, each padded to 8 */
};

/*
 * Add a field to HEAD and compute its place in the payload. Returns 0, or -1
 * with a data diag for an invalid name, dtype or shape, a duplicate name, or a
 * payload over RECORD_PAYLOAD_MAX.
 */
int record_add_field(struct record_head *head, const char *name,
                     const char *dtype, unsigned dims, const uint64_t *shape,
                     struct diag *d);

/* The field called NAME, or NULL. */
const struct record_field *record_find(const struct record_head *head,
                                       const char *name);

/* Where HEAD has field F, as a bit; 0 if F is NULL. */
uint64_t record_bit(const struct record_head *head,
                    const struct record_field *f);

/* Whether A and B have the same name, dtype and shape. */
int record_same_field(const struct record_field *a,
                      const struct record_field *b);

/* Whether A and B have the same fields, in the same order. */
int record_same_fields(const struct record_head *a,
                       const struct record_head *b);

/* Encode HEAD into OUT. Returns its length in bytes. */
size_t record_encode_head(const struct record_head *head,
                          unsigned char out[RECORD_HEAD_MAX_BYTES]);

/*
 * The length of the HEAD whose first RECORD_HEAD_FIXED_BYTES are at DATA, at
 * most RECORD_HEAD_MAX_BYTES. Returns it, or 0 with a data diag.
 */
size_t record_head_length(const unsigned char *data, struct diag *d);

/*
 * Decode the HEAD of LENGTH bytes at DATA into *OUT, and check every byte of
 * it. Returns 0, or -1 with a data diag.
 */
int record_decode_head(const unsigned char *data, size_t length,
                       struct record_head *out, struct diag *d);

/* Encode the header of the record of sample INDEX, with its payload's HASH. */
void record_encode_header(unsigned char out[RECORD_HEADER_BYTES],
                          uint64_t index, uint64_t hash);

/* Encode the END of COUNT records. HASH is the XXH3-64 of their hashes. */
void record_encode_end(unsigned char out[RECORD_END_BYTES], uint64_t count,
                       uint64_t hash);

/* What begins at DATA, of 24 bytes: a record, END, or neither. */
enum record_kind { RECORD_OTHER, RECORD_RECORD, RECORD_END };
enum record_kind record_kind(const unsigned char *data);

#endif

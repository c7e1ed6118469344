#ifndef VG_WEBDATASET_LAYOUT_H
#define VG_WEBDATASET_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "archive/field_list.h"
#include "archive/npy.h"
#include "stream/record.h"

/*
 * What the members of a sample in a WebDataset archive are called, in which
 * order they come, and what they hold. For sample 41:
 *
 *     000041.json        index, hash, scalars of integers, all fields
 *     000041.labels.cls  the label in decimal, if it is such a scalar
 *     000041.NAME.npy    each other field, in HEAD's order
 */

#define WEBDATASET_NAME_MAX 64       /* with its NUL */
#define WEBDATASET_JSON_MAX 16384    /* bytes of any JSON text, with a NUL */
#define WEBDATASET_NUMBER_MAX 24     /* bytes of a scalar as text, with a NUL */

/* A field that is stored as an array. */
struct webdataset_array {
	const struct record_field *field;
	size_t header_bytes;
	char header[NPY_HEADER_MAX]; /* of its .npy file */
};

struct webdataset_layout {
	const struct record_head *head;   /* borrowed */
	const struct record_field *label; /* NULL: there is no .labels.cls */
	unsigned arrays;
	struct webdataset_array array[RECORD_FIELDS_MAX];
	char fields[FIELD_LIST_MAX]; /* HEAD's, as the JSON has them */
};

/* Lay out the samples of HEAD, which must outlive L. */
void webdataset_layout_init(struct webdataset_layout *l,
                            const struct record_head *head);

/*
 * The name of the member of sample INDEX that ends with WHAT and ENDING, such
 * as "videos" and ".npy".
 */
void webdataset_name(char name[WEBDATASET_NAME_MAX], uint64_t index,
                     const char *what, const char *ending);

/* Bytes of array A's .npy file. */
uint64_t webdataset_npy_bytes(const struct webdataset_array *a);

/*
 * Write the number of field F, a scalar of integers, whose bytes are at DATA.
 * Returns the length.
 */
size_t webdataset_number(char text[WEBDATASET_NUMBER_MAX],
                         const struct record_field *f,
                         const unsigned char *data);

/*
 * Parse the LENGTH bytes at TEXT, as webdataset_number writes them for F, into
 * the bytes at DATA. Returns 0 or -1.
 */
int webdataset_parse_number(const char *text, size_t length,
                            const struct record_field *f, unsigned char *data);

/* The scalars of a sample, 8 bytes for each field, of which some are used. */
struct webdataset_scalars {
	unsigned char bytes[RECORD_FIELDS_MAX][8];
};

/* Whether field F is in the JSON text; else it has a member. */
int webdataset_in_json(const struct record_field *f);

/*
 * Write the JSON text of the sample with INDEX, HASH and the numbers in S.
 * Returns its length.
 */
size_t webdataset_json(char text[WEBDATASET_JSON_MAX],
                       const struct webdataset_layout *l, uint64_t index,
                       uint64_t hash, const struct webdataset_scalars *s);

/*
 * Parse TEXT, a string, which must be as webdataset_json writes it for L.
 * Returns 0 or -1.
 */
int webdataset_parse_json(const char *text, const struct webdataset_layout *l,
                          uint64_t *index, uint64_t *hash,
                          struct webdataset_scalars *s);

#endif

/* The members of a sample in a WebDataset archive. */
#include "archive/webdataset_layout.h"

#include <string.h>

#include "archive/field_list.h"
#include "base/bytes.h"
#include "base/number.h"
#include "base/text.h"

#define KEY_DIGITS 6 /* at least */

static const char before_index[] = "{\"index\": ";
static const char before_hash[] = ", \"sample_xxh3\": \"";

_Static_assert(RECORD_FIELDS_MAX * (RECORD_NAME_MAX + NUMBER_DIGITS_MAX + 8) +
                       FIELD_LIST_MAX + 256 <= WEBDATASET_JSON_MAX,
               "the JSON text of every record must fit");

/* Whether F is one number that JSON and int() can read. */
static int is_integer(const struct record_field *f)
{
	return f->dims == 0 && (f->dtype[1] == 'i' || f->dtype[1] == 'u');
}

static int is_label(const struct record_field *f)
{
	return is_integer(f) && strcmp(f->name, "labels") == 0;
}

int webdataset_in_json(const struct record_field *f)
{
	/* "fields" is the key of the text that describes them. */
	return is_integer(f) && !is_label(f) && strcmp(f->name, "fields") != 0;
}

void webdataset_layout_init(struct webdataset_layout *l,
                            const struct record_head *head)
{
	struct text t;

	*l = (struct webdataset_layout){ .head = head };
	text_begin(&t, l->fields, sizeof l->fields);
	field_list_put(&t, head);
	for (unsigned i = 0; i < head->fields; i++) {
		const struct record_field *f = &head->field[i];
		struct webdataset_array *a = &l->array[l->arrays];

		if (is_label(f))
			l->label = f;
		if (is_label(f) || webdataset_in_json(f))
			continue;
		a->field = f;
		a->header_bytes = npy_header(a->header, f->dtype, f->dims,
		                             f->shape);
		l->arrays++;
	}
}

void webdataset_name(char name[WEBDATASET_NAME_MAX], uint64_t index,
                     const char *what, const char *ending)
{
	char *end = number_put(name, index, KEY_DIGITS);
	struct text t;

	text_begin(&t, end, (size_t)(name + WEBDATASET_NAME_MAX - end));
	text_put(&t, ".%s%s", what, ending);
}

uint64_t webdataset_npy_bytes(const struct webdataset_array *a)
{
	return a->header_bytes + a->field->bytes;
}

/* The number at DATA, of field F, in 64 bits with its sign. */
static uint64_t load(const struct record_field *f, const unsigned char *data)
{
	unsigned unused = 64 - 8 * (unsigned)f->bytes;
	uint64_t v = 0, sign;

	for (unsigned i = 0; i < f->bytes; i++)
		v |= (uint64_t)data[i] << 8 * i;
	sign = f->dtype[1] == 'i' ? v << unused >> 63 : 0;
	return sign != 0 ? v | ~(UINT64_MAX >> unused) : v;
}

size_t webdataset_number(char text[WEBDATASET_NUMBER_MAX],
                         const struct record_field *f,
                         const unsigned char *data)
{
	uint64_t v = load(f, data);
	char *at = text;

	if (f->dtype[1] == 'i' && v >> 63 != 0) {
		*at++ = '-';
		v = 0 - v;
	}
	at = number_put(at, v, 1);
	*at = '\0';
	return (size_t)(at - text);
}

int webdataset_parse_number(const char *text, size_t length,
                            const struct record_field *f, unsigned char *data)
{
	int is_negative = length > 0 && text[0] == '-';
	char again[WEBDATASET_NUMBER_MAX];
	unsigned char word[8];
	uint64_t v;

	if (number_parse_n(text + is_negative, length - (size_t)is_negative,
	                   UINT64_MAX, &v) != 0)
		return -1;
	bytes_put64(word, is_negative ? 0 - v : v);
	/* What does not fit into the field reads as another number. */
	if (webdataset_number(again, f, word) != length ||
	    memcmp(again, text, length) != 0)
		return -1;
	memcpy(data, word, (size_t)f->bytes);
	return 0;
}

/* Append the string S at AT, without a NUL. Returns the end. */
static char *put(char *at, const char *s)
{
	size_t length = strlen(s);

	memcpy(at, s, length);
	return at + length;
}

size_t webdataset_json(char text[WEBDATASET_JSON_MAX],
                       const struct webdataset_layout *l, uint64_t index,
                       uint64_t hash, const struct webdataset_scalars *s)
{
	char *at = number_put(put(text, before_index), index, 1);

	at = put(number_put_hex(put(at, before_hash), hash), "\", ");
	for (unsigned i = 0; i < l->head->fields; i++) {
		const struct record_field *f = &l->head->field[i];

		if (!webdataset_in_json(f))
			continue;
		at = put(put(put(at, "\""), f->name), "\": ");
		at += webdataset_number(at, f, s->bytes[i]);
		at = put(at, ", ");
	}
	at = put(put(at, l->fields), "}");
	*at = '\0';
	return (size_t)(at - text);
}

/* Parse the numbers of L's fields at P into S. Returns the end, or NULL. */
static const char *take_scalars(const char *p,
                                const struct webdataset_layout *l,
                                struct webdataset_scalars *s)
{
	for (unsigned i = 0; i < l->head->fields && p != NULL; i++) {
		const struct record_field *f = &l->head->field[i];
		size_t length;

		if (!webdataset_in_json(f))
			continue;
		p = text_after(text_after(p, "\""), f->name);
		p = text_after(p, "\": ");
		length = p != NULL ? strspn(p, "-0123456789") : 0;
		if (p == NULL ||
		    webdataset_parse_number(p, length, f, s->bytes[i]) != 0)
			return NULL;
		p = text_after(p + length, ", ");
	}
	return p;
}

int webdataset_parse_json(const char *text, const struct webdataset_layout *l,
                          uint64_t *index, uint64_t *hash,
                          struct webdataset_scalars *s)
{
	const char *p = text_after(text, before_index);
	char again[WEBDATASET_JSON_MAX];
	size_t digits = p != NULL ? strspn(p, "0123456789") : 0;

	if (p == NULL || number_parse_n(p, digits, INT64_MAX, index) != 0)
		return -1;
	p = text_after(p + digits, before_hash);
	if (p == NULL || number_parse_hex(p, 16, hash) != 0)
		return -1;
	if (take_scalars(text_after(p + 16, "\", "), l, s) == NULL)
		return -1;
	/* The parsing above is lenient: compare with what we would write. */
	(void)webdataset_json(again, l, *index, *hash, s);
	return strcmp(again, text) == 0 ? 0 : -1;
}

/* The fields of a record in JSON. */
#include "archive/field_list.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"

_Static_assert(RECORD_FIELDS_MAX *
                       (RECORD_NAME_MAX + 8 + RECORD_DIMS_MAX * 11) + 64 <=
                   FIELD_LIST_MAX, "the fields of every record must fit");
_Static_assert(RECORD_PAYLOAD_MAX < UINT64_C(10000000000),
               "an axis has at most ten digits");

static const char before_fields[] = "\"fields\": \"";

static void put_field(struct text *t, const struct record_field *f)
{
	text_put(t, "%s %s", f->name, f->dtype);
	for (unsigned i = 0; i < f->dims; i++)
		text_put(t, "%s%" PRIu64, i > 0 ? "," : " ", f->shape[i]);
}

void field_list_put(struct text *t, const struct record_head *head)
{
	text_put(t, "%s", before_fields);
	for (unsigned i = 0; i < head->fields; i++) {
		text_put(t, "%s", i > 0 ? "; " : "");
		put_field(t, &head->field[i]);
	}
	text_put(t, "\"");
}

/* Copy what is before the first byte of STOPS at P. Returns the end, or NULL. */
static const char *take_word(const char *p, const char *stops, char *word,
                             size_t size)
{
	size_t length = strcspn(p, stops);

	if (length >= size)
		return NULL;
	memcpy(word, p, length);
	word[length] = '\0';
	return p + length;
}

/* Parse one field at P and add it to HEAD. Returns the end, or NULL. */
static const char *take_field(const char *p, struct record_head *head,
                              struct diag *d)
{
	char name[RECORD_NAME_MAX] = "", dtype[8] = "";
	uint64_t shape[RECORD_DIMS_MAX];
	unsigned dims = 0;

	p = take_word(p, " ;\"", name, sizeof name);
	p = text_after(p, " ");
	p = p != NULL ? take_word(p, " ;\"", dtype, sizeof dtype) : NULL;
	while (p != NULL && (*p == ' ' || *p == ',') &&
	       dims < RECORD_DIMS_MAX) {
		size_t digits = strspn(++p, "0123456789");

		if (number_parse_n(p, digits, RECORD_PAYLOAD_MAX,
		                   &shape[dims++]) != 0)
			p = NULL;
		else
			p += digits;
	}
	if (p == NULL) {
		(void)diag_data(d, "\"fields\" is not as vg writes it");
		return NULL;
	}
	return record_add_field(head, name, dtype, dims, shape, d) == 0 ? p
	                                                                : NULL;
}

int field_list_parse(const char *json, struct record_head *head,
                     struct diag *d)
{
	const char *p = strstr(json, before_fields);

	if (p == NULL)
		return diag_data(d, "\"fields\" is missing");
	p += sizeof before_fields - 1;
	while (p != NULL) {
		p = take_field(p, head, d);
		if (p == NULL)
			return -1;
		p = text_after(p, "; ");
	}
	return 0;
}

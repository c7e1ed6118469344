/* Choose some fields of a record. */
#include "readout/field_choice.h"

#include <string.h>

#include "base/text.h"

/* The field of HEAD whose name is the LENGTH bytes at NAME, or -1. */
static int find(const struct record_head *head, const char *name,
                size_t length)
{
	for (unsigned i = 0; i < head->fields; i++)
		if (strlen(head->field[i].name) == length &&
		    memcmp(head->field[i].name, name, length) == 0)
			return (int)i;
	return -1;
}

static int refuse(const struct record_head *head, const char *name,
                  size_t length, struct diag *d)
{
	char names[512];
	struct text t;

	text_begin(&t, names, sizeof names);
	for (unsigned i = 0; i < head->fields; i++)
		text_put(&t, "%s%s", i > 0 ? ", " : "", head->field[i].name);
	return diag_invalid(d, "--fields %.*s: must be some of %s",
	                    length < RECORD_NAME_MAX ? (int)length
	                                             : RECORD_NAME_MAX,
	                    name, names);
}

int field_choice_init(struct field_choice *c, const struct record_head *head,
                      const char *list, struct diag *d)
{
	uint64_t all = UINT64_MAX >> (RECORD_FIELDS_MAX - head->fields);

	*c = (struct field_choice){ .wanted = list == NULL ? all : 0 };
	while (list != NULL) {
		size_t length = strcspn(list, ",");
		int i = find(head, list, length);

		if (i < 0)
			return refuse(head, list, length, d);
		c->wanted |= UINT64_C(1) << i;
		list = list[length] != '\0' ? list + length + 1 : NULL;
	}
	c->is_all = c->wanted == all;
	if (c->is_all)
		c->head.fingerprint = head->fingerprint;
	for (unsigned i = 0; i < head->fields; i++) {
		const struct record_field *f = &head->field[i];

		if ((c->wanted >> i & 1) != 0 &&
		    record_add_field(&c->head, f->name, f->dtype, f->dims,
		                     f->shape, d) != 0)
			return -1;
	}
	return 0;
}

void field_choice_copy(const struct field_choice *c,
                       const struct record_head *head,
                       const unsigned char *from, unsigned char *to)
{
	const struct record_field *out = c->head.field;

	for (unsigned i = 0; i < head->fields; i++) {
		const struct record_field *f = &head->field[i];

		if ((c->wanted >> i & 1) == 0)
			continue;
		memcpy(to + out->offset, from + f->offset, (size_t)f->bytes);
		out++;
	}
}

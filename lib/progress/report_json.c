/* A JSON object, printed from the fields of rows. */
#include "progress/report_json.h"

#include "base/text.h"

void report_json(const struct rows *r, char text[REPORT_JSON_MAX])
{
	struct text t;

	text_begin(&t, text, REPORT_JSON_MAX);
	for (unsigned i = 0; i < r->fields; i++) {
		const struct rows_field *field = &r->field[i];
		const char *quote = field->kind == ROWS_STRING ? "\"" : "";

		text_put(&t, "%s\"%s\":%s%s%s", i == 0 ? "{" : ",",
		         field->name, quote,
		         field->kind == ROWS_UNKNOWN ? "null" : field->value,
		         quote);
	}
	text_put(&t, "}\n");
}

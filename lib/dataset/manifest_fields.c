/* Format and parse the comment of a manifest that names the arrays. */
#include "dataset/manifest_fields.h"

#include <inttypes.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"

void manifest_fields_format(const struct record_head *head,
                            char line[MANIFEST_FIELDS_MAX])
{
	struct text t;
	const char *fields = line + 2;
	uint64_t check;

	text_begin(&t, line, MANIFEST_FIELDS_MAX);
	text_put(&t, "# ");
	field_list_put(&t, head);
	check = digest64(fields, strlen(fields));
	text_put(&t, " # %016" PRIx64 "\n", check);
}

int manifest_fields_parse(const char *line, struct record_head *head)
{
	char again[MANIFEST_FIELDS_MAX];
	struct diag ignored;
	size_t length = strlen(line);

	*head = (struct record_head){ .fields = 0 };
	if (text_after(line, "# \"fields\": ") == NULL ||
	    field_list_parse(line, head, &ignored) != 0)
		return 0;
	/* Only what we would write ourselves is valid. */
	manifest_fields_format(head, again);
	return strncmp(again, line, length) == 0 &&
	       strcmp(again + length, "\n") == 0;
}

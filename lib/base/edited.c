/* Explain what an editor has done to a file that it only should have read. */
#include "base/edited.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define WORD_BYTES 200 /* of a path in a command: four must fit in a message */

static const char bom[] = "\xef\xbb\xbf";

/* Whether a line of the SIZE bytes at TEXT ends in one of the bytes LAST. */
static int ends_in(const char *text, size_t size, const char *last)
{
	const char *end = text + size, *line = text;

	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		if (stop == NULL)
			stop = end;
		if (stop > line && stop[-1] != '\0' &&
		    strchr(last, stop[-1]) != NULL)
			return 1;
		line = stop + 1;
	}
	return 0;
}

/* The file as a word of a command, in WORD; where that is long, its name. */
static void put_word(const char *path, const char *name, char word[WORD_BYTES])
{
	char file[WORD_BYTES];
	struct text t;

	text_begin(&t, word, WORD_BYTES);
	if (snprintf(file, sizeof file, "%s%s/%s", path[0] == '-' ? "./" : "",
	             path, name) < (int)sizeof file)
		text_put_shell(&t, file);
	else
		t.cut = 1;
	if (!t.cut)
		return;
	text_begin(&t, word, WORD_BYTES);
	text_put_shell(&t, name);
}

int edited_explain(const char *path, const char *name, const char *text,
                   size_t size, struct diag *d)
{
	const char *what, *mend, *from = "";
	char word[WORD_BYTES];

	if (size >= strlen(bom) && memcmp(text, bom, strlen(bom)) == 0) {
		what = "begins with a byte-order mark";
		mend = "tail -c +4";
	} else if (ends_in(text, size, "\r")) {
		what = "has lines that end in CR LF";
		mend = "tr -d '\\r'";
		from = "<";
	} else if (ends_in(text, size, " \t")) {
		what = "has lines that end in blanks";
		mend = "sed 's/[[:blank:]]*$//'";
	} else {
		return 0;
	}
	put_word(path, name, word);
	return diag_data(d, "%s/%s: %s, from an editor; mend it with: "
	                 "%s %s%s >%s.new && mv %s.new %s", path, name, what,
	                 mend, from, word, word, word, word);
}

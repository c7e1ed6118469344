/* Append to a text of limited size: plain, escaped for HTML, or as base64. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_begin(struct text *t, char *buffer, size_t size)
{
	t->at = buffer;
	t->room = size;
	t->cut = 0;
	buffer[0] = '\0';
}

void text_put(struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(t->at, t->room, format, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < t->room) {
		t->at += n;
		t->room -= (size_t)n;
	} else {
		t->at[0] = '\0';
		t->cut = 1;
	}
}

static void put_bytes(struct text *t, const char *s, size_t n)
{
	if (n >= t->room) {
		t->cut = 1;
		return;
	}
	memcpy(t->at, s, n);
	t->at += n;
	t->room -= n;
	t->at[0] = '\0';
}

/*
 * Whether the UTF-8 at P is a mark that changes the direction of text (U+061C,
 * U+200E, U+200F, U+202A to U+202E, U+2066 to U+206F), has no width (U+200B to
 * U+200D) or ends a line (U+2028, U+2029).
 */
static int is_mark(const unsigned char *p)
{
	if (p[0] == 0xd8 && p[1] == 0x9c)
		return 1;
	if (p[0] != 0xe2)
		return 0;
	return (p[1] == 0x80 && ((p[2] >= 0xa8 && p[2] <= 0xae) ||
	                         (p[2] >= 0x8b && p[2] <= 0x8f))) ||
	       (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xaf);
}

/*
 * The length of the valid UTF-8 sequence at S (RFC 3629); 0 if there is none,
 * or if it is a control character or such a mark.
 */
static size_t utf8_length(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (n == 1)
		return p[0] >= 0x20 && p[0] != 0x7f;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xc2 && p[1] < 0xa0) || /* C1 controls */
	    (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf4 && p[1] > 0x8f) ||
	    is_mark(p))
		return 0;
	return n;
}

void text_put_html(struct text *t, const char *s, size_t max)
{
	while (*s != '\0') {
		size_t n = utf8_length(s), bytes = n > 0 ? n : 1;

		if (bytes > max) {
			text_put(t, "…");
			return;
		}
		if (n == 0)
			text_put(t, "&#xFFFD;");
		else if (strchr("&<>\"'", *s) != NULL)
			text_put(t, "&#%d;", *s);
		else
			put_bytes(t, s, n);
		s += bytes;
		max -= bytes;
	}
}

/* Append the first character of S. Returns how many bytes that are. */
static size_t put_character(struct text *t, const char *s)
{
	size_t n = utf8_length(s);

	if (n > 0)
		put_bytes(t, s, n);
	else
		text_put(t, "\xef\xbf\xbd");
	return n > 0 ? n : 1;
}

void text_put_json(struct text *t, const char *s)
{
	text_put(t, "\"");
	while (*s != '\0') {
		if (*s == '\n') {
			text_put(t, "\\n");
			s++;
			continue;
		}
		if (*s == '"' || *s == '\\')
			text_put(t, "\\");
		s += put_character(t, s);
	}
	text_put(t, "\"");
}

void text_put_markdown(struct text *t, const char *s)
{
	/* What would begin a list or a heading, such as "-" or "1.". */
	const char *first = s + strspn(s, "0123456789");

	while (*s != '\0') {
		if (strchr("\\`*_[]<>|~&#$!", *s) != NULL ||
		    (s == first && strchr("-+=.):", *s) != NULL))
			text_put(t, "\\");
		s += put_character(t, s);
	}
}

void text_put_code(struct text *t, const char *s)
{
	text_put(t, "    ");
	while (*s != '\0') {
		if (*s == '\n') {
			text_put(t, "\n    ");
			s++;
			continue;
		}
		s += put_character(t, s);
	}
}

void text_put_shown(struct text *t, const char *s)
{
	while (*s != '\0' && !t->cut) {
		size_t n = utf8_length(s);

		if (n > 0)
			put_bytes(t, s, n);
		else if (*s == '\n' || *s == '\t')
			text_put(t, "\\%c", *s == '\n' ? 'n' : 't');
		else
			text_put(t, "\\x%02x", (unsigned char)*s);
		s += n > 0 ? n : 1;
	}
}

static int is_shown(const char *s)
{
	size_t n;

	while ((n = utf8_length(s)) > 0)
		s += n;
	return *s == '\0';
}

/* What has no meaning for a shell. */
static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "abcdefghijklmnopqrstuvwxyz"
                            "0123456789_-+=:,./@%";

/* Append S as what printf prints in a shell. Line ends at its end are lost. */
static void put_printf(struct text *t, const char *s)
{
	text_put(t, "\"$(printf '");
	for (; *s != '\0'; s++) {
		if (strchr(plain, *s) != NULL && *s != '-' && *s != '%')
			put_bytes(t, s, 1);
		else
			text_put(t, "\\%03o", (unsigned char)*s);
	}
	text_put(t, "')\"");
}

void text_put_shell(struct text *t, const char *s)
{
	if (*s != '\0' && s[strspn(s, plain)] == '\0') {
		put_bytes(t, s, strlen(s));
		return;
	}
	if (!is_shown(s)) {
		put_printf(t, s);
		return;
	}
	put_bytes(t, "'", 1);
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			put_bytes(t, "'\\''", 4);
		else
			put_bytes(t, s, 1);
	}
	put_bytes(t, "'", 1);
}

size_t text_base64_length(size_t size)
{
	return (size + 2) / 3 * 4;
}

void text_put_base64(struct text *t, const unsigned char *data, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                             "abcdefghijklmnopqrstuvwxyz0123456789+/";

	if (text_base64_length(size) >= t->room) {
		t->cut = 1;
		return;
	}
	for (size_t i = 0; i < size; i += 3) {
		size_t n = size - i < 3 ? size - i : 3;
		unsigned long v = (unsigned long)data[i] << 16;
		char four[4];

		v |= n > 1 ? (unsigned long)data[i + 1] << 8 : 0;
		v |= n > 2 ? (unsigned long)data[i + 2] : 0;
		four[0] = digits[v >> 18];
		four[1] = digits[v >> 12 & 63];
		four[2] = n > 1 ? digits[v >> 6 & 63] : '=';
		four[3] = n > 2 ? digits[v & 63] : '=';
		put_bytes(t, four, 4);
	}
}

const char *text_after(const char *p, const char *word)
{
	size_t length = strlen(word);

	return p != NULL && strncmp(p, word, length) == 0 ? p + length : NULL;
}

int text_has_control(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (((unsigned char)text[i] < ' ' && text[i] != '\n' &&
		     text[i] != '\t' && text[i] != '\r') || text[i] == 0x7f)
			return 1;
	return 0;
}

int text_ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length > tail && strcmp(text + length - tail, end) == 0;
}

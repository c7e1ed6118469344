#ifndef VG_TEXT_H
#define VG_TEXT_H

#include <stddef.h>

/*
 * A text that grows in the caller's buffer. An addition that does not fit is
 * omitted as a whole, and `cut` is set.
 */
struct text {
	char *at;    /* the end of the text */
	size_t room; /* bytes left at it, for the NUL too */
	int cut;     /* something did not fit */
};

/* Begin an empty text in the SIZE bytes, at least one, at BUFFER. */
void text_begin(struct text *t, char *buffer, size_t size);

/* Append as printf does. */
void text_put(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Append the untrusted string S as HTML text, or as the value of an attribute
 * in double quotes: markup is escaped; what is not printable UTF-8 becomes
 * U+FFFD. Of S at most MAX bytes are taken, then "…" follows.
 */
void text_put_html(struct text *t, const char *s, size_t max);

/*
 * Append the untrusted string S as a JSON string with its quotes, which YAML
 * reads too; as Markdown text at the beginning of a paragraph or a table's cell;
 * or as lines of Markdown's code. What is not printable UTF-8 becomes U+FFFD,
 * also a newline in the second.
 */
void text_put_json(struct text *t, const char *s);
void text_put_markdown(struct text *t, const char *s);
void text_put_code(struct text *t, const char *s);

/*
 * Append the untrusted string S for people, on a terminal or in a file: printable
 * UTF-8 as it is, and "\n", "\t" or "\x1b" for each byte of what is not. That is
 * all that a terminal could obey or turn round: controls, C1 too, marks for the
 * direction of text and for the ends of lines. What does not fit is left out.
 */
void text_put_shown(struct text *t, const char *s);

#define TEXT_SHOWN_MAX(length) (4 * (length) + 1) /* bytes of it, with a NUL */

/*
 * Append S as one word for a POSIX shell: as it is if that has no meaning for
 * the shell, otherwise in single quotes or, if text_put_shown would not leave S as
 * it is, as the output of printf.
 */
void text_put_shell(struct text *t, const char *s);

#define TEXT_SHELL_MAX(length) (4 * (length) + 16) /* bytes of it, with a NUL */

/* Append the SIZE bytes at DATA in base64, RFC 4648. */
void text_put_base64(struct text *t, const unsigned char *data, size_t size);

/* The length of SIZE bytes in base64, without a NUL. */
size_t text_base64_length(size_t size);

/*
 * For parsers: the end of WORD at P, or NULL if WORD is not at P, or P is NULL.
 */
const char *text_after(const char *p, const char *word);

/*
 * Whether the SIZE bytes at TEXT, which is of lines, have a control byte: a NUL
 * too, but not tabs and what ends lines.
 */
int text_has_control(const char *text, size_t size);

/* Whether TEXT ends in END, with something before it. */
int text_ends_with(const char *text, const char *end);

#endif

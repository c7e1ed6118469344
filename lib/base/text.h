#ifndef VG_TEXT_H
#define VG_TEXT_H

#include <stddef.h>

/*
 * A text that grows in a buffer of the caller's. What does not fit is left
 * out whole, and said in `cut`.
 */
struct text {
	char *at;
	size_t room; /* with the NUL */
	int cut;
};

/* Begin with an empty text in the SIZE bytes, at least one, at BUFFER. */
void text_begin(struct text *t, char *buffer, size_t size);

/* Add to it as printf does. */
void text_put(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Add S, from anywhere, as HTML text or an attribute's value in double
 * quotes: what is markup is escaped, and what is no printable UTF-8 becomes
 * U+FFFD. At most MAX bytes of S, and "…" where that is not all.
 */
void text_put_html(struct text *t, const char *s, size_t max);

/* Add S as printable ASCII, "?" for each other byte. */
void text_put_ascii(struct text *t, const char *s);

/* Add the SIZE bytes at DATA in base64, RFC 4648. */
void text_put_base64(struct text *t, const unsigned char *data, size_t size);

/* The length of base64 of SIZE bytes. */
size_t text_base64_length(size_t size);

#endif

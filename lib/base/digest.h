#ifndef VG_DIGEST_H
#define VG_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* XXH3 hashes of 64 and 128 bits, by xxHash, with seed 0. */

struct digest128 {
	uint64_t high, low; /* printed as 32 hex digits, high first */
};

#define DIGEST128_TEXT 33 /* with the NUL */

/* XXH3-64 of SIZE bytes. */
uint64_t digest64(const void *data, size_t size);

/*
 * A hash of data that come in pieces, of 64 or 128 bits. digest_new returns
 * one of 64 bits, to be released with digest_free, or NULL when memory is
 * short.
 */
struct digest;
struct digest *digest_new(void);
void digest_free(struct digest *h);

/* Start again, with 64 or 128 bits. */
void digest_reset64(struct digest *h);
void digest_reset128(struct digest *h);

/* Add SIZE bytes. */
void digest_update(struct digest *h, const void *data, size_t size);

/* Add V as eight little-endian bytes. Used for hashes of hashes. */
void digest_update64(struct digest *h, uint64_t v);

/* The hash so far, of the width of the last reset. */
uint64_t digest_result64(const struct digest *h);
struct digest128 digest_result128(const struct digest *h);

int digest128_equal(struct digest128 a, struct digest128 b);

/* Format V as 32 lower-case hex digits. */
void digest128_format(struct digest128 v, char text[DIGEST128_TEXT]);

/* Parse the first 32 characters, lower-case hex digits. Returns 0 or -1. */
int digest128_parse(const char *text, struct digest128 *out);

/*
 * Add the next piece of file FD to H: up to SIZE bytes from *OFFSET, read
 * into BUFFER. *OFFSET is advanced; *MORE is 0 at the end of the file.
 * Returns 0 or an errno value.
 */
int digest_file_piece(struct digest *h, int fd, unsigned char *buffer,
                      size_t size, uint64_t *offset, int *more);

/*
 * The XXH128 and the size of the whole file FD. Returns 0 or an errno value.
 */
int digest_file(int fd, struct digest128 *out, uint64_t *size_bytes);

#endif

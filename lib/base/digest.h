#ifndef VG_DIGEST_H
#define VG_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* XXH3 hashes, 64 and 128 bits wide, of xxHash, seed 0. */

struct digest128 {
	uint64_t high, low; /* printed as 32 hex digits, high first */
};

#define DIGEST128_TEXT 33 /* with the NUL */

/* XXH3-64 of SIZE bytes. */
uint64_t digest64(const void *data, size_t size);

/*
 * A hash over pieces, of either width: take the result that was asked for by
 * the reset. digest_new resets to 64 bits and returns NULL when memory is
 * short; release with digest_free.
 */
struct digest;
struct digest *digest_new(void);
void digest_free(struct digest *h);
void digest_reset64(struct digest *h);
void digest_reset128(struct digest *h);
void digest_update(struct digest *h, const void *data, size_t size);
/* V as its eight little-endian bytes: how hashes are hashed. */
void digest_update64(struct digest *h, uint64_t v);
uint64_t digest_result64(const struct digest *h);
struct digest128 digest_result128(const struct digest *h);

int digest128_equal(struct digest128 a, struct digest128 b);
void digest128_format(struct digest128 v, char text[DIGEST128_TEXT]);
/* Parse 32 lower-case hex digits. Returns 0 or -1. */
int digest128_parse(const char *text, struct digest128 *out);

/*
 * Add to H the next piece of what FD holds, at *OFFSET, which moves on, read
 * through the SIZE bytes at BUFFER. *MORE says whether the file goes on.
 * Returns 0 or an errno value.
 */
int digest_file_piece(struct digest *h, int fd, unsigned char *buffer,
                      size_t size, uint64_t *offset, int *more);

/*
 * XXH128 and size of all that FD holds, from its start. Returns 0 or an
 * errno value.
 */
int digest_file(int fd, struct digest128 *out, uint64_t *size_bytes);

#endif

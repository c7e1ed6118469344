/* Hash memory and files with XXH3. */
#include "base/digest.h"

#include <errno.h>
#include <stdlib.h>

/* On x86, choose the widest vector registers at run time. */
#ifdef VG_XXH_DISPATCH
#include <xxh_x86dispatch.h>
#else
#define XXH_INLINE_ALL
#include <xxhash.h>
#endif

#include "base/bytes.h"
#include "base/fdio.h"
#include "base/number.h"

#define READ_BYTES ((size_t)1 << 18)

struct digest {
	XXH3_state_t *state; /* allocated by xxHash: must be 64-byte aligned */
	int wide;            /* 128 bits, not 64 */
};

uint64_t digest64(const void *data, size_t size)
{
	return XXH3_64bits(data, size);
}

struct digest *digest_new(void)
{
	struct digest *h = malloc(sizeof *h);

	if (h == NULL)
		return NULL;
	h->state = XXH3_createState();
	if (h->state == NULL) {
		free(h);
		return NULL;
	}
	digest_reset64(h);
	return h;
}

void digest_free(struct digest *h)
{
	if (h == NULL)
		return;
	(void)XXH3_freeState(h->state);
	free(h);
}

void digest_reset64(struct digest *h)
{
	h->wide = 0;
	(void)XXH3_64bits_reset(h->state);
}

void digest_reset128(struct digest *h)
{
	h->wide = 1;
	(void)XXH3_128bits_reset(h->state);
}

void digest_update(struct digest *h, const void *data, size_t size)
{
	/* These fail only for a NULL argument. */
	if (h->wide)
		(void)XXH3_128bits_update(h->state, data, size);
	else
		(void)XXH3_64bits_update(h->state, data, size);
}

void digest_update64(struct digest *h, uint64_t v)
{
	unsigned char bytes[8];

	bytes_put64(bytes, v);
	digest_update(h, bytes, sizeof bytes);
}

uint64_t digest_result64(const struct digest *h)
{
	return XXH3_64bits_digest(h->state);
}

struct digest128 digest_result128(const struct digest *h)
{
	XXH128_hash_t v = XXH3_128bits_digest(h->state);

	return (struct digest128){ .high = v.high64, .low = v.low64 };
}

int digest128_equal(struct digest128 a, struct digest128 b)
{
	return a.high == b.high && a.low == b.low;
}

void digest128_format(struct digest128 v, char text[DIGEST128_TEXT])
{
	*number_put_hex(number_put_hex(text, v.high), v.low) = '\0';
}

int digest128_parse(const char *text, struct digest128 *out)
{
	struct digest128 v;

	if (number_parse_hex(text, 16, &v.high) != 0 ||
	    number_parse_hex(text + 16, 16, &v.low) != 0)
		return -1;
	*out = v;
	return 0;
}

int digest_file_piece(struct digest *h, int fd, unsigned char *buffer,
                      size_t size, uint64_t *offset, int *more)
{
	size_t got;
	int error = fdio_read_at(fd, buffer, size, *offset, &got);

	*more = error == 0 && got == size;
	digest_update(h, buffer, got);
	*offset += got;
	return error;
}

int digest_file(int fd, struct digest128 *out, uint64_t *size_bytes)
{
	unsigned char *buffer = malloc(READ_BYTES);
	struct digest *h = digest_new();
	int error = buffer == NULL || h == NULL ? ENOMEM : 0;
	int more = 1;

	*size_bytes = 0;
	if (error == 0)
		digest_reset128(h);
	while (error == 0 && more)
		error = digest_file_piece(h, fd, buffer, READ_BYTES, size_bytes,
		                          &more);
	if (error == 0)
		*out = digest_result128(h);
	digest_free(h);
	free(buffer);
	return error;
}

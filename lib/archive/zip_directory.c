/* Look at a zip archive's central directory before a library does. */
#include "archive/zip_directory.h"

#include <stddef.h>

#include "base/bytes.h"
#include "base/fdio.h"

#define ENTRY_MAGIC UINT32_C(0x02014b50)
#define END_MAGIC UINT32_C(0x06054b50)
#define END64_MAGIC UINT32_C(0x06064b50)
#define LOCATOR64_MAGIC UINT32_C(0x07064b50)
#define ENTRY_BYTES 46 /* before the name */
#define END_BYTES 22
#define END64_BYTES 56
#define LOCATOR64_BYTES 20
#define ENCRYPTED 1 /* a bit of an entry's flags */
#define STORED 0
#define DEFLATED 8

/* Read the SIZE bytes at AT, which begin with MAGIC, into P. Returns 0 or -1. */
static int take(int fd, uint64_t at, unsigned char *p, size_t size,
                uint32_t magic)
{
	size_t got;

	return fdio_read_at(fd, p, size, at, &got) == 0 && got == size &&
	               bytes_get32(p) == magic
	           ? 0
	           : -1;
}

/* Find the directory of a file of SIZE bytes: from *BEGIN to *END. */
static int find(int fd, uint64_t size, uint64_t *begin, uint64_t *end)
{
	unsigned char p[END64_BYTES];
	uint64_t length;

	if (size < END_BYTES ||
	    take(fd, size - END_BYTES, p, END_BYTES, END_MAGIC) != 0)
		return -1;
	*end = size - END_BYTES;
	length = bytes_get32(p + 12);
	*begin = bytes_get32(p + 16);
	if (*end >= LOCATOR64_BYTES &&
	    take(fd, *end - LOCATOR64_BYTES, p, LOCATOR64_BYTES,
	         LOCATOR64_MAGIC) == 0) {
		*end = bytes_get64(p + 8);
		if (take(fd, *end, p, END64_BYTES, END64_MAGIC) != 0)
			return -1;
		length = bytes_get64(p + 40);
		*begin = bytes_get64(p + 48);
	}
	return *begin <= *end && *end - *begin == length ? 0 : -1;
}

int zip_directory_is_plain(int fd, uint64_t size, unsigned members)
{
	unsigned char p[ENTRY_BYTES];
	uint64_t at, end;

	if (find(fd, size, &at, &end) != 0)
		return 0;
	for (unsigned i = 0; i < members && at < end; i++) {
		unsigned method;

		if (take(fd, at, p, ENTRY_BYTES, ENTRY_MAGIC) != 0)
			return 0;
		method = bytes_get16(p + 10);
		if ((bytes_get16(p + 8) & ENCRYPTED) != 0 ||
		    (method != STORED && method != DEFLATED))
			return 0;
		/* the name, what is extra, and a comment */
		at += (uint64_t)ENTRY_BYTES + bytes_get16(p + 28) +
		      bytes_get16(p + 30) + bytes_get16(p + 32);
	}
	return at == end;
}

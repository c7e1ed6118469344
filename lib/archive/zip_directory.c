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
#define LOCAL_MAGIC UINT32_C(0x04034b50)
#define LOCAL_BYTES 30
#define EXTRA64_ID 1
#define EXTRA64_HEADER 4
#define EXTRA64_MAX (EXTRA64_HEADER + 3 * 8)
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

/*
 * Whether the zip64 record and its locator are of an archive in one part, and next
 * to each other: a library goes by the other record where they look odd.
 */
static int is_plain64(const unsigned char *record, const unsigned char *locator,
                      uint64_t record_at, uint64_t locator_at)
{
	return bytes_get32(locator + 4) == 0 &&
	       bytes_get32(locator + 16) == 1 &&
	       bytes_get64(record + 4) == END64_BYTES - 12 &&
	       bytes_get32(record + 16) == 0 &&
	       bytes_get32(record + 20) == 0 &&
	       bytes_get64(record + 24) == bytes_get64(record + 32) &&
	       locator_at - record_at == END64_BYTES;
}

/* Find the directory of a file of SIZE bytes: from *BEGIN to *END. */
static int find(int fd, uint64_t size, uint64_t *begin, uint64_t *end)
{
	unsigned char p[END_BYTES], locator[LOCATOR64_BYTES];
	unsigned char record[END64_BYTES];
	uint64_t length, at;

	if (size < END_BYTES ||
	    take(fd, size - END_BYTES, p, END_BYTES, END_MAGIC) != 0)
		return -1;
	*end = size - END_BYTES;
	length = bytes_get32(p + 12);
	*begin = bytes_get32(p + 16);
	at = *end - LOCATOR64_BYTES;
	if (*end >= LOCATOR64_BYTES && take(fd, at, locator, LOCATOR64_BYTES,
	                                    LOCATOR64_MAGIC) == 0) {
		*end = bytes_get64(locator + 8);
		if (take(fd, *end, record, END64_BYTES, END64_MAGIC) != 0 ||
		    !is_plain64(record, locator, *end, at))
			return -1;
		length = bytes_get64(record + 40);
		*begin = bytes_get64(record + 48);
	}
	return *begin <= *end && *end - *begin == length ? 0 : -1;
}

/* Whether METHOD and FLAGS are of a member that may be read. */
static int is_plain(unsigned method, unsigned flags)
{
	return (flags & ENCRYPTED) == 0 &&
	       (method == STORED || method == DEFLATED);
}

/*
 * Set *AT to where the member of the ENTRY at ENTRY_AT begins. Where that does not
 * fit, it is the last of the values in the zip64 field, which must be alone.
 */
static int find_member(int fd, const unsigned char *entry, uint64_t entry_at,
                       uint64_t *at)
{
	unsigned char extra[EXTRA64_MAX];
	size_t bytes = EXTRA64_HEADER, got;

	*at = bytes_get32(entry + 42);
	if (*at != UINT32_MAX)
		return 0;
	bytes += bytes_get32(entry + 20) == UINT32_MAX ? 16 : 8;
	bytes += bytes_get32(entry + 24) == UINT32_MAX ? 8 : 0;
	entry_at += (uint64_t)ENTRY_BYTES + bytes_get16(entry + 28);
	if (bytes_get16(entry + 30) != bytes ||
	    fdio_read_at(fd, extra, bytes, entry_at, &got) != 0 ||
	    got != bytes || bytes_get16(extra) != EXTRA64_ID ||
	    bytes_get16(extra + 2) != bytes - EXTRA64_HEADER)
		return -1;
	*at = bytes_get64(extra + bytes - 8);
	return 0;
}

/* Whether the ENTRY at AT, and the member's own header, are as they must be. */
static int is_plain_entry(int fd, const unsigned char *entry, uint64_t at)
{
	unsigned char local[LOCAL_BYTES];
	uint64_t member;

	return is_plain(bytes_get16(entry + 10), bytes_get16(entry + 8)) &&
	       find_member(fd, entry, at, &member) == 0 &&
	       take(fd, member, local, LOCAL_BYTES, LOCAL_MAGIC) == 0 &&
	       is_plain(bytes_get16(local + 8), bytes_get16(local + 6));
}

int zip_directory_is_plain(int fd, uint64_t size, unsigned members)
{
	unsigned char p[ENTRY_BYTES];
	uint64_t at, end;

	if (find(fd, size, &at, &end) != 0)
		return 0;
	for (unsigned i = 0; i < members && at < end; i++) {
		if (take(fd, at, p, ENTRY_BYTES, ENTRY_MAGIC) != 0 ||
		    !is_plain_entry(fd, p, at))
			return 0;
		/* the name, what is extra, and a comment */
		at += (uint64_t)ENTRY_BYTES + bytes_get16(p + 28) +
		      bytes_get16(p + 30) + bytes_get16(p + 32);
	}
	return at == end;
}

/* The header of a member of a tar archive in ustar format. */
#include "archive/ustar.h"

#include <string.h>

/* Where the parts of a header are, and their octal digits. */
enum {
	NAME_BYTES = 100,
	MODE = 100, USER = 108, GROUP = 116, NUMBER_DIGITS = 6,
	SIZE = 124, TIME = 136, SIZE_DIGITS = 11,
	CHECKSUM = 148, CHECKSUM_BYTES = 8,
	TYPE = 156, MAGIC = 257, MAJOR = 329, MINOR = 337,
};

#define REGULAR '0'
#define PERMISSIONS 0644

static void put_octal(unsigned char *at, unsigned digits, uint64_t v)
{
	for (; digits > 0; v /= 8)
		at[--digits] = (unsigned char)('0' + v % 8);
}

/* The numbers end as in libarchive's headers. */
static void put_number(unsigned char *at, uint64_t v)
{
	put_octal(at, NUMBER_DIGITS, v);
	at[NUMBER_DIGITS] = ' ';
}

static void put_size(unsigned char *at, uint64_t v)
{
	put_octal(at, SIZE_DIGITS, v);
	at[SIZE_DIGITS] = ' ';
}

void ustar_header(unsigned char header[USTAR_BLOCK_BYTES], const char *name,
                  uint64_t size)
{
	size_t length = strlen(name);
	unsigned sum = 0;

	memset(header, 0, USTAR_BLOCK_BYTES);
	memcpy(header, name, length < NAME_BYTES ? length : NAME_BYTES);
	put_number(header + MODE, PERMISSIONS);
	put_number(header + USER, 0);
	put_number(header + GROUP, 0);
	put_size(header + SIZE, size);
	put_size(header + TIME, 0);
	header[TYPE] = REGULAR;
	memcpy(header + MAGIC, "ustar\0" "00", 8);
	put_number(header + MAJOR, 0);
	put_number(header + MINOR, 0);
	/* The sum of all bytes, with spaces in its own place. */
	memset(header + CHECKSUM, ' ', CHECKSUM_BYTES);
	for (unsigned i = 0; i < USTAR_BLOCK_BYTES; i++)
		sum += header[i];
	put_octal(header + CHECKSUM, NUMBER_DIGITS, sum);
	header[CHECKSUM + NUMBER_DIGITS] = '\0';
}

int ustar_size(const unsigned char header[USTAR_BLOCK_BYTES], uint64_t *size)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < SIZE_DIGITS; i++) {
		unsigned digit = (unsigned)header[SIZE + i] - '0';

		if (digit > 7)
			return -1;
		v = v * 8 + digit;
	}
	*size = v;
	return 0;
}

unsigned ustar_padding(uint64_t size)
{
	return (unsigned)(-size % USTAR_BLOCK_BYTES);
}

/*
 * Input: a byte with the number of samples and whether the fields are known; a
 * byte that says what follows, an archive or its members, whose headers no
 * mutation would get right: for each the length of its name (1 byte), its size
 * (2), name and data.
 */
#include <string.h>

#include "archive/ustar.h"
#include "check_archive.h"
#include "fuzz.h"

#define MEMBER_BYTES 3
#define END_BYTES (2 * USTAR_BLOCK_BYTES)
#define IS_MEMBERS 0x80

static const enum format_compress compressions[] = {
	FORMAT_COMPRESS_NONE, FORMAT_COMPRESS_GZ, FORMAT_COMPRESS_ZSTD,
};

/* Write the members in DATA to TAR, which is zero. Returns its size. */
static size_t make_tar(const uint8_t *data, size_t size, unsigned char *tar)
{
	size_t used = 0;

	while (size > MEMBER_BYTES) {
		size_t name_bytes = data[0];
		size_t bytes = data[1] + 256 * (size_t)data[2];
		char *name;

		data += MEMBER_BYTES;
		size -= MEMBER_BYTES;
		if (name_bytes > size)
			name_bytes = size;
		if (bytes > size - name_bytes)
			bytes = size - name_bytes;
		name = fuzz_string(data, name_bytes);
		ustar_header(tar + used, name, bytes);
		free(name);
		used += USTAR_BLOCK_BYTES;
		memcpy(tar + used, data + name_bytes, bytes);
		used += bytes + ustar_padding(bytes);
		data += name_bytes + bytes;
		size -= name_bytes + bytes;
	}
	return used + END_BYTES;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct claim c = { FORMAT_WEBDATASET, FORMAT_COMPRESS_NONE, 0, 0 };
	unsigned char *tar;

	if (size < 2)
		return 0;
	c.count = data[0] & 0x7f;
	c.planned = data[0] & 0x80;
	c.compress = compressions[(data[1] & 0x7f) % 3];
	if ((data[1] & IS_MEMBERS) == 0) {
		check_archive(data + 2, size - 2, &c);
		return 0;
	}
	/* At worst a member is nothing but its sizes. */
	tar = calloc(1, (size / MEMBER_BYTES + 2) * END_BYTES + size);
	REQUIRE(tar != NULL);
	check_archive(tar, make_tar(data + 2, size - 2, tar), &c);
	free(tar);
	return 0;
}

/*
 * The members of an archive without the zip format, whose checks mutations
 * would never pass. Input: a byte that says which fields are expected, then for
 * each member the length of its name (1 byte), its size (2), name and data.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "check_archive.h"
#include "fuzz.h"

#define ZIP_MAX ((size_t)1 << 20)
#define MEMBER_BYTES 3

static void add_member(struct archive *zip, const char *name,
                       const uint8_t *data, size_t size)
{
	struct archive_entry *entry = archive_entry_new();

	REQUIRE(entry != NULL);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_size(entry, (la_int64_t)size);
	/* Some names cannot be written to a zip file. */
	if (archive_write_header(zip, entry) == ARCHIVE_OK)
		(void)archive_write_data(zip, data, size);
	archive_entry_free(entry);
}

static void add_members(struct archive *zip, const uint8_t *data, size_t size)
{
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
		add_member(zip, name, data + name_bytes, bytes);
		free(name);
		data += name_bytes + bytes;
		size -= name_bytes + bytes;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char buffer[ZIP_MAX];
	struct claim c = { FORMAT_NPZ, FORMAT_COMPRESS_DEFLATE, 0, 0 };
	struct archive *zip;
	size_t used = 0;

	if (size == 0 || size > ZIP_MAX / 8)
		return 0;
	zip = archive_write_new();
	REQUIRE(zip != NULL);
	REQUIRE(archive_write_set_format_zip(zip) == ARCHIVE_OK);
	REQUIRE(archive_write_set_options(zip, "zip:compression=store") ==
	        ARCHIVE_OK);
	REQUIRE(archive_write_open_memory(zip, buffer, sizeof buffer, &used) ==
	        ARCHIVE_OK);
	add_members(zip, data + 1, size - 1);
	c.count = data[0] & 0x7f;
	c.planned = data[0] & 0x80;
	if (archive_write_close(zip) == ARCHIVE_OK)
		check_archive(buffer, used, &c);
	REQUIRE(archive_write_free(zip) == ARCHIVE_OK);
	return 0;
}

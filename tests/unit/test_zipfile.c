/* zipfile: headers at sizes that are too large to write in a test. */
#include "archive/zipfile.h"

#include "base/bytes.h"
#include "check.h"

/* APPNOTE.TXT 4.3.7: the version needed and the size in a local header. */
#define VERSION_AT 4
#define SIZE_AT 22

/* Whether the header of a member of SIZE bytes has 64-bit sizes. */
static int is_wide(struct zipfile *z, uint64_t size)
{
	const unsigned char *header = z->file.buffer + z->file.used;
	struct diag d;

	CHECK(zipfile_begin(z, "a.npy", ZIPFILE_DEFLATED, size, &d) == 0);
	if (bytes_get16(header + VERSION_AT) == 45) {
		CHECK(bytes_get32(header + SIZE_AT) == UINT32_C(0xffffffff));
		return 1;
	}
	CHECK(bytes_get16(header + VERSION_AT) == 20);
	CHECK(bytes_get32(header + SIZE_AT) == size);
	return 0;
}

int main(void)
{
	struct directory dir;
	struct atomicfile file;
	struct zipfile z;
	struct diag d;

	CHECK(directory_open(&dir, ".", 0, &d) == 0);
	CHECK(atomicfile_create(&file, &dir, "a.npz", &d) == 0);
	CHECK(zipfile_init(&z, &file, &d) == 0);
	CHECK(!is_wide(&z, 0));
	CHECK(!is_wide(&z, UINT64_C(4000000000)));
	/* data that cannot be compressed grow a little */
	CHECK(is_wide(&z, UINT64_C(0xffffffff) - 1000));
	CHECK(is_wide(&z, UINT64_C(1) << 32));
	CHECK(is_wide(&z, UINT64_C(5) << 40));
	CHECK(is_wide(&z, INT64_MAX));
	zipfile_free(&z);
	atomicfile_abandon(&file);
	directory_close(&dir);
	return 0;
}

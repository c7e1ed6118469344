/*
 * Input: a byte with the number of samples and whether the fields are known; a
 * byte that says whether a frame of zstd follows, or a plain shard.
 */
#include "check_archive.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct claim c = { FORMAT_MDS, FORMAT_COMPRESS_NONE, 0, 0 };

	if (size < 2)
		return 0;
	c.count = data[0] & 0x7f;
	c.planned = data[0] & 0x80;
	if ((data[1] & 1) != 0)
		c.compress = FORMAT_COMPRESS_ZSTD;
	check_archive(data + 2, size - 2, &c);
	return 0;
}

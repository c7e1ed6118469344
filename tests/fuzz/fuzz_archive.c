/* Input: a byte that says which fields are expected, then a zip file. */
#include "check_archive.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct claim c = { FORMAT_NPZ, FORMAT_COMPRESS_DEFLATE, 0, 0 };

	if (size == 0)
		return 0;
	c.count = data[0] & 0x7f;
	c.planned = data[0] & 0x80;
	check_archive(data + 1, size - 1, &c);
	return 0;
}

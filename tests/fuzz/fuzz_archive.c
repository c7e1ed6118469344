/* Input: a byte that says which fields are expected, then a zip file. */
#include "check_archive.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0)
		check_archive(data + 1, size - 1, data[0] & 0x7f,
		              data[0] & 0x80);
	return 0;
}

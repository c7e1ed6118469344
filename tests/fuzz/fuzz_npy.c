/* A header that is accepted is exactly the one that vg writes. */
#include "fuzz.h"

#include <string.h>

#include "archive/npy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char header[NPY_HEADER_MAX];
	struct npy npy;
	size_t length;

	if (size < NPY_PREAMBLE)
		return 0;
	length = npy_length((const char *)data);
	REQUIRE(length <= NPY_HEADER_MAX);
	/* The tools read as many bytes as it says; here there may be fewer. */
	if (length == 0 || length > size)
		return 0;
	if (npy_parse((const char *)data, length, &npy) == 0) {
		REQUIRE(npy.dims <= NPY_DIMS_MAX);
		REQUIRE(npy_header(header, npy.dtype, npy.dims, npy.shape) ==
		        length);
		REQUIRE(memcmp(header, data, length) == 0);
	}
	return 0;
}

/* npy: headers agree with the description of the format. */
#include <string.h>

#include "archive/npy.h"
#include "check.h"

static void check(const char *dtype, unsigned dims, const uint64_t *shape,
                  const char *dict)
{
	char header[NPY_HEADER_MAX];
	size_t n = npy_header(header, dtype, dims, shape);
	size_t length = strlen(dict);

	CHECK(n > 0 && n % 64 == 0);
	CHECK(memcmp(header, "\x93NUMPY\x01\x00", 8) == 0);
	CHECK((size_t)(unsigned char)header[8] +
	          256 * (size_t)(unsigned char)header[9] == n - 10);
	CHECK(memcmp(header + 10, dict, length) == 0);
	for (size_t i = 10 + length; i < n - 1; i++)
		CHECK(header[i] == ' ');
	CHECK(header[n - 1] == '\n');
	CHECK(n - (10 + length + 1) < 64);
}

int main(void)
{
	const uint64_t shape[] = { 2000, 16, 3, 64, 64 };
	const uint64_t huge[16] = { UINT64_MAX, UINT64_MAX, UINT64_MAX,
		                    UINT64_MAX, UINT64_MAX, UINT64_MAX,
		                    UINT64_MAX, UINT64_MAX, UINT64_MAX,
		                    UINT64_MAX, UINT64_MAX, UINT64_MAX,
		                    UINT64_MAX, UINT64_MAX, UINT64_MAX,
		                    UINT64_MAX };
	char header[NPY_HEADER_MAX];

	check("|u1", 5, shape, "{'descr': '|u1', 'fortran_order': False, "
	      "'shape': (2000, 16, 3, 64, 64), }");
	check("<i8", 1, shape,
	      "{'descr': '<i8', 'fortran_order': False, 'shape': (2000,), }");
	check("<f4", 0, shape,
	      "{'descr': '<f4', 'fortran_order': False, 'shape': (), }");
	CHECK(npy_header(header, "<f4", 16, huge) <= NPY_HEADER_MAX);
	CHECK(npy_header(header, "<f4", 17, huge) == 0);
	return 0;
}

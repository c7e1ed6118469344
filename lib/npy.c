#include "npy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"

#define PREAMBLE 10 /* magic, version, length */
#define ALIGNMENT 64

size_t npy_header(char header[NPY_HEADER_MAX], const char *dtype,
                  unsigned dims, const uint64_t *shape)
{
	char *text = header + PREAMBLE;
	size_t room = NPY_HEADER_MAX - PREAMBLE;
	size_t n, whole;

	if (dims > NPY_DIMS_MAX)
		return 0;
	n = (size_t)snprintf(text, room,
	                     "{'descr': '%.8s', 'fortran_order': False, "
	                     "'shape': (", dtype);
	for (unsigned i = 0; i < dims; i++)
		n += (size_t)snprintf(text + n, room - n, "%s%" PRIu64 "%s",
		                      i > 0 ? " " : "", shape[i],
		                      i + 1 < dims || dims == 1 ? "," : "");
	n += (size_t)snprintf(text + n, room - n, "), }");
	whole = (PREAMBLE + n + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	memset(text + n, ' ', whole - PREAMBLE - n);
	header[whole - 1] = '\n';
	memcpy(header, "\x93NUMPY\x01\x00", 8);
	bytes_put16((unsigned char *)header + 8, (uint16_t)(whole - PREAMBLE));
	return whole;
}

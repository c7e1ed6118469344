#ifndef VG_NPY_H
#define VG_NPY_H

#include <stddef.h>
#include <stdint.h>

#include "stream/record.h"

/*
 * The header of a .npy file, format 1.0, C order: see "NPY format" in the
 * documentation of numpy.lib.format.
 */

#define NPY_HEADER_MAX 512
#define NPY_DIMS_MAX 16
#define NPY_DTYPE_MAX 8 /* with its NUL */
#define NPY_PREAMBLE 10 /* bytes: magic, version, length of the header */

/*
 * Write into HEADER the header of an array of DTYPE (numpy's descr, such as
 * "<f4") and SHAPE[DIMS]. Returns its length, a multiple of 64, or 0 when DIMS
 * exceeds NPY_DIMS_MAX.
 */
size_t npy_header(char header[NPY_HEADER_MAX], const char *dtype,
                  unsigned dims, const uint64_t *shape);

/*
 * The same for COUNT samples of field F, stacked along axis 0, padded to LEAST
 * bytes, a multiple of 64, if it is shorter.
 */
size_t npy_stacked_header(char header[NPY_HEADER_MAX], size_t least,
                          const struct record_field *f, uint64_t count);

/*
 * The length of the header that begins with the NPY_PREAMBLE bytes at DATA;
 * 0 if they begin no header, or one longer than NPY_HEADER_MAX.
 */
size_t npy_length(const char *data);

/* The content of a header. */
struct npy {
	char dtype[NPY_DTYPE_MAX];
	unsigned dims;
	uint64_t shape[NPY_DIMS_MAX];
};

/*
 * Parse the header of LENGTH bytes at DATA. Only headers exactly as npy_header
 * writes them are accepted. Returns 0 or -1.
 */
int npy_parse(const char *data, size_t length, struct npy *out);

#endif

#ifndef VG_NPY_H
#define VG_NPY_H

#include <stddef.h>
#include <stdint.h>

/*
 * The header of a .npy file, format 1.0, C order:
 * numpy.lib.format, "NPY format".
 */

#define NPY_HEADER_MAX 512
#define NPY_DIMS_MAX 16

/*
 * Write the header of an array of DTYPE (numpy's descr, such as "<f4") and
 * SHAPE into HEADER. Returns its length, a multiple of 64; 0 when DIMS is
 * over NPY_DIMS_MAX.
 */
size_t npy_header(char header[NPY_HEADER_MAX], const char *dtype,
                  unsigned dims, const uint64_t *shape);

#endif

/* Compute CRC-32, with ISA-L where available, else with zlib. */
#include "archive/crc32.h"

/* ISA-L is seven times as fast as zlib. */
#ifdef VG_ISAL
#include <isa-l/crc.h>

uint32_t crc32_add(uint32_t crc, const void *data, size_t size)
{
	return crc32_gzip_refl(crc, data, size);
}

#else
#include <zlib.h>

#define PIECE ((size_t)1 << 30) /* fits zlib's uInt everywhere */

uint32_t crc32_add(uint32_t crc, const void *data, size_t size)
{
	const unsigned char *p = data;

	while (size > 0) {
		size_t n = size < PIECE ? size : PIECE;

		crc = (uint32_t)crc32(crc, p, (uInt)n);
		p += n;
		size -= n;
	}
	return crc;
}
#endif

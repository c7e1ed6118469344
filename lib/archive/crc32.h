#ifndef VG_CRC32_H
#define VG_CRC32_H

#include <stddef.h>
#include <stdint.h>

/*
 * Continue the CRC-32 of zip and gzip over SIZE bytes. CRC is the CRC-32 of all
 * bytes before, 0 if there are none. Returns the new CRC-32.
 */
uint32_t crc32_add(uint32_t crc, const void *data, size_t size);

#endif

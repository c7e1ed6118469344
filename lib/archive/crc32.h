#ifndef VG_CRC32_H
#define VG_CRC32_H

#include <stddef.h>
#include <stdint.h>

/*
 * The CRC-32 of zip and gzip, continued over SIZE bytes: CRC is that of all
 * bytes before them, 0 if there are none.
 */
uint32_t crc32_add(uint32_t crc, const void *data, size_t size);

#endif

#ifndef VG_CRC32_H
#define VG_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* CRC of zip and gzip over SIZE more bytes; CRC is 0 before the first. */
uint32_t crc32_add(uint32_t crc, const void *data, size_t size);

#endif

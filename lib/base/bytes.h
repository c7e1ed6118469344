#ifndef VG_BYTES_H
#define VG_BYTES_H

#include <stdint.h>

/* Load and store little-endian numbers, whatever the host's byte order. */

static inline uint16_t bytes_get16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t bytes_get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static inline uint64_t bytes_get64(const unsigned char *p)
{
	return (uint64_t)bytes_get32(p) | (uint64_t)bytes_get32(p + 4) << 32;
}

static inline void bytes_put16(unsigned char *p, uint16_t v)
{
	p[0] = (unsigned char)(v & 0xff);
	p[1] = (unsigned char)(v >> 8);
}

/* Without a loop: compilers turn this form into one store. */
static inline void bytes_put32(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)(v & 0xff);
	p[1] = (unsigned char)(v >> 8 & 0xff);
	p[2] = (unsigned char)(v >> 16 & 0xff);
	p[3] = (unsigned char)(v >> 24);
}

static inline void bytes_put64(unsigned char *p, uint64_t v)
{
	p[0] = (unsigned char)(v & 0xff);
	p[1] = (unsigned char)(v >> 8 & 0xff);
	p[2] = (unsigned char)(v >> 16 & 0xff);
	p[3] = (unsigned char)(v >> 24 & 0xff);
	p[4] = (unsigned char)(v >> 32 & 0xff);
	p[5] = (unsigned char)(v >> 40 & 0xff);
	p[6] = (unsigned char)(v >> 48 & 0xff);
	p[7] = (unsigned char)(v >> 56);
}

/* Load and store an IEEE 754 binary32, numpy's <f4. */
static inline float bytes_getf4(const unsigned char *p)
{
	union {
		uint32_t u;
		float f;
	} both = { .u = bytes_get32(p) };

	return both.f;
}

static inline void bytes_putf4(unsigned char *p, float v)
{
	union {
		float f;
		uint32_t u;
	} both = { .f = v };

	bytes_put32(p, both.u);
}

#endif

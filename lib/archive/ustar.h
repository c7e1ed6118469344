#ifndef VG_USTAR_H
#define VG_USTAR_H

#include <stdint.h>

/*
 * The header of a member of a tar archive in ustar format, POSIX.1-2008 pax, as
 * libarchive writes it for vg: for a check that nothing else is there.
 */

#define USTAR_BLOCK_BYTES 512

/*
 * Write the header of the regular file NAME, at most 100 bytes long, of SIZE
 * bytes, with mode 0644, no owner and no time.
 */
void ustar_header(unsigned char header[USTAR_BLOCK_BYTES], const char *name,
                  uint64_t size);

/* The size of the file that HEADER is for into *SIZE. Returns 0 or -1. */
int ustar_size(const unsigned char header[USTAR_BLOCK_BYTES], uint64_t *size);

/* Bytes of zeros that follow a file of SIZE bytes. */
unsigned ustar_padding(uint64_t size);

#endif

#ifndef VG_ZIPFILE_H
#define VG_ZIPFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/digest.h"

/*
 * A zip archive being written, from members that are deflated already or
 * stored: PKWARE's APPNOTE.TXT 6.3. Sizes and CRCs stand before the data, so
 * that it can also be read from a pipe; zip64 where sizes or offsets need it
 * and only there; no times. What is stored begins on a 64-byte boundary, so
 * that it can be mapped.
 */

#define ZIPFILE_MEMBERS_MAX 66
#define ZIPFILE_NAME_MAX 40 /* with its NUL */
#define ZIPFILE_ALIGNMENT 64

enum zipfile_method { ZIPFILE_STORED = 0, ZIPFILE_DEFLATED = 8 };

struct zipfile_member {
	char name[ZIPFILE_NAME_MAX];
	enum zipfile_method method;
	uint32_t crc;
	uint64_t size, packed; /* bytes, and in the archive */
	uint64_t offset;       /* of its header */
	uint64_t data;         /* of its data */
};

struct zipfile {
	struct atomicfile *file; /* borrowed */
	unsigned char *buffer;
	size_t used;             /* of it */
	uint64_t filed;          /* bytes in the file, before the buffer's */
	unsigned members;
	struct zipfile_member member[ZIPFILE_MEMBERS_MAX];
};

/* Returns 0, or -1 with a diag. Release with zipfile_free in either case. */
int zipfile_init(struct zipfile *z, struct atomicfile *file, struct diag *d);
void zipfile_free(struct zipfile *z);

/*
 * Begin the member NAME, ASCII, of SIZE bytes when it is unpacked. Its data
 * follow by zipfile_write. Returns 0, or -1 with a diag.
 */
int zipfile_begin(struct zipfile *z, const char *name,
                  enum zipfile_method method, uint64_t size, struct diag *d);
int zipfile_write(struct zipfile *z, const void *data, size_t size,
                  struct diag *d);

/* End the member, CRC being that of the unpacked bytes. Returns 0 or -1. */
int zipfile_end(struct zipfile *z, uint32_t crc, struct diag *d);

/*
 * Write the directory. *XXH128 and *BYTES are those of the file, read back,
 * for sizes and CRCs were filled in afterwards. Returns 0, or -1 with a diag.
 */
int zipfile_finish(struct zipfile *z, struct digest128 *xxh128,
                   uint64_t *bytes, struct diag *d);

/* Bytes of the archive so far. */
uint64_t zipfile_bytes(const struct zipfile *z);

#endif

#ifndef VG_ZIPFILE_H
#define VG_ZIPFILE_H

#include <stddef.h>
#include <stdint.h>

#include "archive/bufferedfile.h"
#include "base/atomicfile.h"
#include "base/diag.h"

/*
 * Writes a zip archive, PKWARE's APPNOTE.TXT 6.3, of members that are stored
 * or already deflated. Sizes and CRCs come before the data, so that readers
 * can use a pipe. Zip64 is used only where sizes or offsets need it. There are
 * no times. The data of stored members are aligned to 64 bytes, for mmap().
 */

#define ZIPFILE_MEMBERS_MAX 66
#define ZIPFILE_NAME_MAX 40 /* with its NUL */
#define ZIPFILE_ALIGNMENT 64

enum zipfile_method { ZIPFILE_STORED = 0, ZIPFILE_DEFLATED = 8 };

struct zipfile_member {
	char name[ZIPFILE_NAME_MAX];
	enum zipfile_method method;
	uint32_t crc;
	uint64_t size, packed; /* bytes: unpacked, and in the archive */
	int is_large;          /* its header has 64-bit sizes */
	uint64_t offset;       /* of its header */
	uint64_t data;         /* offset of its data */
};

struct zipfile {
	struct bufferedfile file;
	unsigned members;
	struct zipfile_member member[ZIPFILE_MEMBERS_MAX];
};

/*
 * Begin an archive in FILE, which is empty and must outlive Z. Returns 0, or
 * -1 with a diag. Release with zipfile_free in either case.
 */
int zipfile_init(struct zipfile *z, struct atomicfile *file, struct diag *d);
void zipfile_free(struct zipfile *z);

/*
 * Begin member NAME, in ASCII, which has SIZE bytes when unpacked. Its data, as
 * METHOD says, follow through zipfile_write. Returns 0, or -1 with a diag.
 */
int zipfile_begin(struct zipfile *z, const char *name,
                  enum zipfile_method method, uint64_t size, struct diag *d);

#define ZIPFILE_SIZE_LATER UINT64_MAX /* zipfile_set_size says it */

/* Say the size of the member that was begun with ZIPFILE_SIZE_LATER. */
void zipfile_set_size(struct zipfile *z, uint64_t size);

/*
 * Overwrite SIZE bytes that one call of zipfile_write added, OFFSET bytes from
 * the beginning of the member's data. Returns 0, or -1 with a diag.
 */
int zipfile_write_at(struct zipfile *z, const void *data, size_t size,
                     uint64_t offset, struct diag *d);

/* Add SIZE bytes of the member's data. Returns 0, or -1 with a diag. */
int zipfile_write(struct zipfile *z, const void *data, size_t size,
                  struct diag *d);

/*
 * End the member; CRC is the CRC-32 of its unpacked bytes. Returns 0, or -1
 * with a diag.
 */
int zipfile_end(struct zipfile *z, uint32_t crc, struct diag *d);

/* Write the central directory. Returns 0, or -1 with a diag. */
int zipfile_finish(struct zipfile *z, struct diag *d);

/* The size of the archive so far, bytes. */
uint64_t zipfile_bytes(const struct zipfile *z);

/*
 * Whether the headers and the central directory of the archive in FD, which has
 * SIZE bytes, are as zipfile_finish leaves them: they agree, and nothing is
 * between or after them. Does not read the members' data.
 */
int zipfile_is_intact(int fd, uint64_t size);

#endif

#ifndef VG_UNPACK_H
#define VG_UNPACK_H

#include <stddef.h>
#include <stdint.h>

#include "archive/format.h"
#include "base/diag.h"

/*
 * Reads an archive by libarchive: code that we did not write, and which so
 * checks what our code wrote. The file is only read at offsets, so that
 * several of these can read one descriptor.
 */

struct archive;
struct archive_entry;

enum unpack_kind {
	UNPACK_ZIP,
	UNPACK_RAW, /* one entry: the bytes of the file, uncompressed */
};

struct unpack {
	const struct format_source *source; /* borrowed */
	struct archive *archive;            /* owned; NULL when closed */
	uint64_t at;                        /* offset of the next read */
	unsigned char *block;               /* owned */
};

/*
 * Begin to read S, an archive of KIND, compressed as a whole if S says zstd.
 * S must outlive U. Returns 0, or -1 with a diag. Release with unpack_close in
 * either case.
 */
int unpack_open(struct unpack *u, const struct format_source *s,
                enum unpack_kind kind, struct diag *d);
void unpack_close(struct unpack *u);

/*
 * Go to the next entry, *ENTRY, valid until the next call. Returns 1; 0 at the
 * end of the archive; -1 with a diag.
 */
int unpack_next(struct unpack *u, struct archive_entry **entry,
                struct diag *d);

/*
 * Read the next SIZE bytes of the entry into DATA, or skip them if DATA is
 * NULL; they are unpacked all the same. Returns 0, or -1 with a diag.
 */
int unpack_take(struct unpack *u, void *data, uint64_t size, struct diag *d);

/*
 * Check that the entry ends here, by its checksum too, if it has one. Returns
 * 0, or -1 with a diag.
 */
int unpack_end(struct unpack *u, struct diag *d);

/* Report that WHY is wrong with file S. Always returns -1. */
int unpack_refuse(const struct format_source *s, const char *why,
                  struct diag *d);

#endif

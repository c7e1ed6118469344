#ifndef VG_FORMAT_H
#define VG_FORMAT_H

#include <stdint.h>

#include "archive/format_files.h"
#include "base/atomicfile.h"
#include "base/diag.h"
#include "stream/record.h"

/*
 * The formats of a checkpoint: how the records of a segment are stored in one
 * file, and read back. A format is a struct format in a module of its own, a row
 * of the table in format.c, and one of the table in format_files.c.
 * dataset/checkpoint_write.h and dataset/checkpoint_read.h are the users.
 */

/* What is to be written, and where. */
struct format_target {
	struct atomicfile *file;        /* empty; borrowed */
	const struct record_head *head; /* borrowed */
	enum format_compress compress;
	int level;                      /* of compression, 1 to 9 */
	/*
	 * The number of samples and their indices are not known before they
	 * come: head->first and head->count say nothing. Only for formats with
	 * takes_any_count.
	 */
	int any_count;
};

/* A file to be read. */
struct format_source {
	int fd;                /* borrowed; only read at offsets */
	const char *dir, *name; /* of the file, for messages; borrowed */
	uint64_t count;        /* samples that it must have */
	/* The fields that it must have; NULL: any that a record may have. */
	const struct record_head *expected;
	enum format_compress compress;
};

/* Each format's module defines these two for itself. */
struct format_writer;
struct format_reader;

struct format {
	/*
	 * Begin to write T, which must outlive *OUT. Returns 0, or -1 with a
	 * diag. Release with free_writer in either case. The memory used must
	 * not depend on the number of samples.
	 */
	int (*create)(struct format_writer **out,
	              const struct format_target *t, struct diag *d);
	void (*free_writer)(struct format_writer *w);
	/*
	 * Offer space for the payload of the next sample at *ROOM, valid until
	 * `add`, which then saves a copy; NULL where it would save none. May be
	 * NULL itself. Returns 0, or -1 with a diag.
	 */
	int (*room)(struct format_writer *w, unsigned char **room,
	            struct diag *d);
	/* Add the next sample. Returns 0, or -1 with a diag. */
	int (*add)(struct format_writer *w, uint64_t index, uint64_t hash,
	           const unsigned char *payload, struct diag *d);
	/*
	 * Complete the file, when all samples were added. Returns 0, or -1 with
	 * a diag.
	 */
	int (*finish)(struct format_writer *w, struct diag *d);
	/*
	 * An estimate of the bytes that the file and its working files still
	 * need on the disk; 0 if nothing can be said. Not with any_count.
	 */
	double (*missing_bytes)(const struct format_writer *w);

	/*
	 * Open S, which must outlive *OUT, and find the fields of its records
	 * in HEAD, which is empty and stays the caller's. Returns 0, or -1 with
	 * a diag. Release with close_reader in either case. Only files are
	 * accepted whose names, order, dtypes, shapes and sizes are as the
	 * writer makes them.
	 */
	int (*open)(struct format_reader **out, const struct format_source *s,
	            struct record_head *head, struct diag *d);
	void (*close_reader)(struct format_reader *r);
	/*
	 * Read the next sample, which exists: its index, its hash, and each
	 * field I whose bit I is set in WANTED, to its place in PAYLOAD, or
	 * nowhere if PAYLOAD is NULL. Returns 0, or -1 with a diag.
	 */
	int (*read)(struct format_reader *r, uint64_t wanted, uint64_t *index,
	            uint64_t *hash, unsigned char *payload, struct diag *d);
	/*
	 * After the last sample: check that arrays which were read whole end
	 * here, and the file too if all were. Returns 0, or -1 with a diag.
	 */
	int (*end)(struct format_reader *r, struct diag *d);
};

_Static_assert(RECORD_FIELDS_MAX <= 64, "a bit for each field");

/* Format NUMBER, an enum format_number that is not FORMAT_AUTO. */
const struct format *format_at(uint64_t number);

/*
 * For a reader: check that field F, the I-th that was found, is the I-th
 * expected one of S. Returns 0, or -1 with a diag.
 */
int format_expect(const struct format_source *s, const struct record_field *f,
                  unsigned i, struct diag *d);

/* The same for all fields of HEAD, of which no expected one may be missing. */
int format_expect_all(const struct format_source *s,
                      const struct record_head *head, struct diag *d);

/*
 * For a writer: the distance in bytes at which the samples of F are likely to
 * repeat, for a compressor that sees at most WINDOW bytes back: the step along
 * the first axis where that fits, such as a frame of a video, or a whole sample
 * of a scalar. 0 if none fits.
 */
uint64_t format_repeat(const struct record_field *f, uint64_t window);

/* The bytes of a frame, if F is a video; else of a step along its first axis. */
uint64_t format_frame_bytes(const struct record_field *f);

#endif

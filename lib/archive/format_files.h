#ifndef VG_FORMAT_FILES_H
#define VG_FORMAT_FILES_H

#include <stdint.h>

#include "base/option.h"

/*
 * What the files of each format are called and may hold. Apart from the formats
 * themselves, because a tool that only reads a plan need not load the libraries
 * that they are written with.
 */

/* How the bytes of a file are compressed. */
enum format_compress {
	FORMAT_COMPRESS_AUTO, /* not decided yet */
	FORMAT_COMPRESS_NONE,
	FORMAT_COMPRESS_DEFLATE, /* by array */
	FORMAT_COMPRESS_GZ,      /* by member */
	FORMAT_COMPRESS_ZSTD,    /* the whole file */
	FORMAT_COMPRESSES
};

/* The number of a format: a position in the table. */
enum format_number {
	FORMAT_AUTO, /* not decided yet */
	FORMAT_NPZ,
	FORMAT_WEBDATASET,
	FORMAT_MDS,
	FORMATS
};

struct format_files {
	/* The end of a file's name, by compression; NULL: not offered. */
	const char *suffix[FORMAT_COMPRESSES];
	enum format_compress usual; /* unless another was asked for */
	int takes_any_count;        /* see struct format_target */
	uint64_t unpacked_max;      /* bytes of a file; 0: any */
};

/* Those of format NUMBER, an enum format_number that is not FORMAT_AUTO. */
const struct format_files *format_files_of(uint64_t number);

/* The words of format_number and format_compress; they end as options need. */
extern const struct option_word format_words[];
extern const struct option_word format_compress_words[];

/* The suffix of some format's files that NAME ends with, or NULL. */
const char *format_suffix_of(const char *name);

#endif

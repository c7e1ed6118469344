/* The table of the formats' files. */
#include "archive/format_files.h"

#include <string.h>

#include "archive/mds_layout.h"

static const struct format_files table[FORMATS] = {
	[FORMAT_NPZ] = {
		.suffix = {
			[FORMAT_COMPRESS_NONE] = ".npz",
			[FORMAT_COMPRESS_DEFLATE] = ".npz",
		},
		.usual = FORMAT_COMPRESS_DEFLATE,
		.takes_any_count = 1,
	},
	[FORMAT_WEBDATASET] = {
		.suffix = {
			[FORMAT_COMPRESS_NONE] = ".tar",
			[FORMAT_COMPRESS_GZ] = ".tar",
			[FORMAT_COMPRESS_ZSTD] = ".tar.zst",
		},
		.usual = FORMAT_COMPRESS_ZSTD,
		.takes_any_count = 1,
	},
	[FORMAT_MDS] = {
		.suffix = {
			[FORMAT_COMPRESS_NONE] = ".mds",
			[FORMAT_COMPRESS_ZSTD] = ".mds.zstd",
		},
		.usual = FORMAT_COMPRESS_ZSTD,
		.unpacked_max = MDS_BYTES_MAX,
	},
};

const struct option_word format_words[] = {
	[FORMAT_AUTO] = { "auto", "npz while a frame has at most 32 KiB" },
	[FORMAT_NPZ] = { "npz", "for numpy.load" },
	[FORMAT_WEBDATASET] = { "webdataset", "tar" },
	[FORMAT_MDS] = { "mds", "for MosaicML Streaming" },
	[FORMATS] = { NULL, NULL },
};

const struct option_word format_compress_words[] = {
	[FORMAT_COMPRESS_AUTO] = { "auto", NULL },
	[FORMAT_COMPRESS_NONE] = { "none", NULL },
	[FORMAT_COMPRESS_DEFLATE] = { "deflate", "npz" },
	[FORMAT_COMPRESS_GZ] = { "gz", "webdataset, by member" },
	[FORMAT_COMPRESS_ZSTD] = { "zstd", "webdataset, mds" },
	[FORMAT_COMPRESSES] = { NULL, NULL },
};

const struct format_files *format_files_of(uint64_t number)
{
	return &table[number];
}

const char *format_suffix_of(const char *name)
{
	size_t length = strlen(name);

	for (unsigned i = FORMAT_AUTO + 1; i < FORMATS; i++)
		for (unsigned c = 0; c < FORMAT_COMPRESSES; c++) {
			const char *suffix = table[i].suffix[c];
			size_t end = suffix != NULL ? strlen(suffix) : length;

			if (end < length &&
			    strcmp(name + length - end, suffix) == 0)
				return suffix;
		}
	return NULL;
}

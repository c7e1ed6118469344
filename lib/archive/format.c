/* The table of formats. */
#include "archive/format.h"

#include <string.h>

#include "archive/mds.h"
#include "archive/npz.h"
#include "archive/webdataset.h"

#define FRAME_DIMS 3 /* axes of a frame in a video of more */

static const struct format *const table[FORMATS] = {
	[FORMAT_NPZ] = &npz_format,
	[FORMAT_WEBDATASET] = &webdataset_format,
	[FORMAT_MDS] = &mds_format,
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

const struct format *format_at(uint64_t number)
{
	return table[number];
}

int format_expect(const struct format_source *s, const struct record_field *f,
                  unsigned i, struct diag *d)
{
	if (i < s->expected->fields && record_same_field(f, &s->expected->field[i]))
		return 0;
	return diag_data(d, "%s/%s: array %s: name, dtype, shape or position "
	                 "differs from the plan", s->dir, s->name, f->name);
}

int format_expect_all(const struct format_source *s,
                      const struct record_head *head, struct diag *d)
{
	if (s->expected == NULL)
		return 0;
	for (unsigned i = 0; i < head->fields; i++)
		if (format_expect(s, &head->field[i], i, d) != 0)
			return -1;
	return head->fields == s->expected->fields
	           ? 0
	           : diag_data(d, "%s/%s: an array is missing", s->dir,
	                       s->name);
}

uint64_t format_repeat(const struct record_field *f, uint64_t window)
{
	uint64_t bytes = f->bytes;

	for (unsigned i = 0; i < f->dims; i++)
		if (i == 0 || bytes > window)
			bytes /= f->shape[i];
	return bytes <= window ? bytes : 0;
}

uint64_t format_frame_bytes(const struct record_field *f)
{
	unsigned outer = f->dims > FRAME_DIMS ? f->dims - FRAME_DIMS : 1;
	uint64_t bytes = f->bytes;

	for (unsigned i = 0; i < f->dims && i < outer; i++)
		bytes /= f->shape[i];
	return bytes;
}

const char *format_suffix_of(const char *name)
{
	size_t length = strlen(name);

	for (unsigned i = FORMAT_AUTO + 1; i < FORMATS; i++)
		for (unsigned c = 0; c < FORMAT_COMPRESSES; c++) {
			const char *suffix = table[i]->suffix[c];
			size_t end = suffix != NULL ? strlen(suffix) : length;

			if (end < length &&
			    strcmp(name + length - end, suffix) == 0)
				return suffix;
		}
	return NULL;
}

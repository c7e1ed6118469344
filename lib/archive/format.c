/* The table of formats. */
#include "archive/format.h"

#include "archive/mds.h"
#include "archive/npz.h"
#include "archive/webdataset.h"

#define FRAME_DIMS 3 /* axes of a frame in a video of more */

static const struct format *const table[FORMATS] = {
	[FORMAT_NPZ] = &npz_format,
	[FORMAT_WEBDATASET] = &webdataset_format,
	[FORMAT_MDS] = &mds_format,
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

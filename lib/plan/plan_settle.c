/* Choose what a plan leaves to vg. */
#include "archive/format_files.h"
#include "archive/lz77.h"
#include "plan/plan.h"
#include "plan/sample_fields.h"

/* N rounded down to 1, 2 or 5 times a power of ten; N > 0. */
static uint64_t round_down(uint64_t n)
{
	uint64_t unit = 1;

	while (n / unit >= 10)
		unit *= 10;
	n /= unit;
	return unit * (n >= 5 ? 5 : n >= 2 ? 2 : 1);
}

/* Samples in a checkpoint, if each has BYTES, or 0 if that is not known. */
static uint64_t interval_of(double bytes)
{
	double most = bytes > 0 ? (PLAN_UNPACKED_MAX - 1) / bytes
	                        : PLAN_INTERVAL_AUTO_MAX;

	if (most >= PLAN_INTERVAL_AUTO_MAX)
		return PLAN_INTERVAL_AUTO_MAX;
	return most >= 1 ? round_down((uint64_t)most) : 1;
}

/* Whether a frame of P fits into the window of deflate. */
static int frame_fits(const struct plan *p)
{
	uint64_t bytes = p->size.height * p->size.width * p->channels *
	                 (p->dtype == PLAN_F4 ? 4 : 1);

	return !plan_is_ours(p) || bytes <= LZ77_WINDOW;
}

static uint64_t format_of(const struct plan *p)
{
	switch (p->compress) {
	case FORMAT_COMPRESS_DEFLATE:
		return FORMAT_NPZ;
	case FORMAT_COMPRESS_GZ:
	case FORMAT_COMPRESS_ZSTD:
		return FORMAT_WEBDATASET;
	default:
		return frame_fits(p) ? FORMAT_NPZ : FORMAT_WEBDATASET;
	}
}

void plan_settle(struct plan *p)
{
	if (p->interval == PLAN_INTERVAL_AUTO)
		p->interval = interval_of(sample_fields_bytes(p));
	if (p->format == FORMAT_AUTO)
		p->format = format_of(p);
	if (p->compress == FORMAT_COMPRESS_AUTO)
		p->compress = format_files_of(p->format)->usual;
}

/* What follows from the facts of one look. */
#include "progress/facts.h"

#include "base/utctime.h"

static const char *const status_names[] = {
	[FACTS_STARTING] = "STARTING", [FACTS_RUNNING] = "RUNNING",
	[FACTS_SLOWING] = "SLOWING",   [FACTS_STALLED] = "STALLED",
	[FACTS_COMPLETE] = "COMPLETE", [FACTS_INCOMPLETE] = "INCOMPLETE",
};

/* The bytes of the samples that are missing, if some are there to tell by. */
static void derive_bytes(struct facts *f)
{
	uint64_t missing = f->samples < f->samples_planned
	                       ? f->samples_planned - f->samples
	                       : 0;

	f->bytes_needed_known = missing == 0 || f->samples > 0;
	f->bytes_needed = missing > 0 && f->samples > 0
	                      ? (double)f->bytes_written / (double)f->samples *
	                            (double)missing
	                      : 0;
	f->disk_too_small = f->bytes_free != FACTS_UNKNOWN_BYTES &&
	                    (f->bytes_needed > (double)f->bytes_free ||
	                     (missing > 0 && f->bytes_free == 0));
}

void facts_derive(struct facts *f)
{
	f->status_name = status_names[f->status];
	f->permille = (unsigned)(f->samples * 1000 / f->samples_planned);
	derive_bytes(f);
	if (!f->eta_known)
		return;
	f->finish_low_s = utctime_whole((double)f->now_s + f->eta_low_s);
	f->finish_high_s = utctime_whole((double)f->now_s + f->eta_high_s);
}

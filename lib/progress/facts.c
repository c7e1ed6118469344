/* What follows from the facts of one look. */
#include "progress/facts.h"

const char *facts_status_name(enum facts_status status)
{
	static const char *const name[] = {
		[FACTS_STARTING] = "STARTING", [FACTS_RUNNING] = "RUNNING",
		[FACTS_SLOWING] = "SLOWING",   [FACTS_STALLED] = "STALLED",
		[FACTS_COMPLETE] = "COMPLETE", [FACTS_INCOMPLETE] = "INCOMPLETE",
	};

	return name[status];
}

int facts_ended(const struct facts *f)
{
	return f->status == FACTS_COMPLETE || f->status == FACTS_INCOMPLETE;
}

unsigned facts_permille(const struct facts *f)
{
	return (unsigned)(f->samples * 1000 / f->samples_planned);
}

double facts_bytes_needed(const struct facts *f)
{
	if (f->samples >= f->samples_planned)
		return 0;
	if (f->samples == 0)
		return -1;
	return (double)f->bytes_written / (double)f->samples *
	       (double)(f->samples_planned - f->samples);
}

int facts_disk_too_small(const struct facts *f)
{
	return f->bytes_free != FACTS_UNKNOWN_BYTES &&
	       facts_bytes_needed(f) > (double)f->bytes_free;
}

int64_t facts_finish_low_s(const struct facts *f)
{
	return f->now_s + (int64_t)(f->eta_low_s + 0.5);
}

int64_t facts_finish_high_s(const struct facts *f)
{
	return f->now_s + (int64_t)(f->eta_high_s + 0.5);
}

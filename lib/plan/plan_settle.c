/* Choose what a plan leaves to vg. */
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

int plan_settle(struct plan *p, struct diag *d)
{
	(void)d;
	if (p->interval == PLAN_INTERVAL_AUTO)
		p->interval = interval_of(sample_fields_bytes(p));
	return 0;
}

/* Decide whether a run may begin. */
#include "run/gate.h"

#include <stdio.h>

#include "base/utctime.h"
#include "run/place.h"

/* Returns 1, 0 with the reason in D, or -1 with a diag. */
static int is_rehearsed(const struct run_options *o, const struct plan *asked,
                        const struct directory *dir, struct diag *d)
{
	char binding[REHEARSAL_TEXT_MAX];
	struct place place;

	if (dir == NULL) {
		(void)diag_data(d, "not rehearsed");
		return 0;
	}
	if (place_see(&place, o->dir, d) != 0 ||
	    rehearsal_binding(binding, asked, &place, o->jobs,
	                      run_options_engine(o), d) != 0)
		return -1;
	return rehearsal_stands(dir, binding, d);
}

int gate_pass(struct gate *g, const struct run_options *o,
              const struct plan *asked, const struct directory *dir,
              const struct part_forecast *f, struct diag *d)
{
	const struct forecast_time *time = &f->verdict.time;
	char low[UTCTIME_DURATION_TEXT], high[UTCTIME_DURATION_TEXT];
	int rehearsed;

	g->overridden = 0;
	if (f->verdict.result == VERDICT_FITS)
		return 0;
	if (f->verdict.result == VERDICT_TOO_LARGE)
		return diag_data(d, "%s: not enough room for the missing "
		                 "samples; nothing was rendered%s", o->dir,
		                 f->beside.count > 0 ? " (--alone ignores "
		                                       "other datasets)"
		                                     : "");
	rehearsed = is_rehearsed(o, asked, dir, d);
	if (rehearsed != 0)
		return rehearsed < 0 ? -1 : 0;
	utctime_format_duration(time->low_s, low);
	utctime_format_duration(time->high_s, high);
	(void)snprintf(g->why, sizeof g->why, "%s - %s; %.500s", low, high,
	               d->message);
	g->overridden = o->no_rehearsal;
	if (g->overridden)
		return 0;
	return f->verdict.result == VERDICT_UNSTEADY
	           ? diag_data(d, "%s: the trial was unsteady, see --forecast; "
	                       "this run may take %s", o->dir, g->why)
	           : diag_data(d, "%s: this run would take %s", o->dir, g->why);
}

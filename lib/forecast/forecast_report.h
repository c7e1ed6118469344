#ifndef VG_FORECAST_REPORT_H
#define VG_FORECAST_REPORT_H

#include <stddef.h>
#include <stdio.h>

#include "forecast/neighbours.h"
#include "forecast/verdict.h"

/*
 * A forecast as lines "Key:  value", as vg-forecast(1) describes them: what
 * was measured in F, judged in V, beside the datasets in N.
 */

enum forecast_line {
	FORECAST_MISSING,
	FORECAST_MEASURED,
	FORECAST_RATE,
	FORECAST_SIZE,
	FORECAST_MEMORY,
	FORECAST_TIME,
	FORECAST_DISK,
	FORECAST_FILES,
	FORECAST_ROOM,
	FORECAST_RESULT,
	FORECAST_LINES
};

#define FORECAST_LINE_MAX 256 /* bytes of a value, with its NUL */

/*
 * The value of LINE into TEXT, which ends with ": " and capitals if something
 * is wrong. Returns whether nothing is.
 */
int forecast_report_line(char text[FORECAST_LINE_MAX], enum forecast_line line,
                         const struct verdict_facts *f,
                         const struct verdict *v);

/* Print LINE with its key. Errors are OUT's, for the caller to see. */
void forecast_report_put(FILE *out, enum forecast_line line,
                         const struct verdict_facts *f,
                         const struct verdict *v);

/*
 * Print all lines and, while the format can still be chosen, what the rest
 * would take in each.
 */
void forecast_report(FILE *out, const struct verdict_facts *f,
                     const struct verdict *v, const struct neighbours *n);

/* Print only what says that there is no room. */
void forecast_report_short(FILE *out, const struct verdict_facts *f,
                           const struct verdict *v,
                           const struct neighbours *n);

/* Print one line, "Forecast:     0:01:00 - 0:02:00, 1.23 GB". */
void forecast_report_brief(FILE *out, const struct verdict *v);

#endif

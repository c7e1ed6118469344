#ifndef VG_MEMORY_LOG_H
#define VG_MEMORY_LOG_H

#include <stddef.h>

#include "base/diag.h"
#include "forecast/forecast.h"

/* The memory that the processes of a run used together. */
struct memory_log {
	double peak_bytes;
	double machine_bytes; /* that there are; 0: the machine does not say */
	struct forecast_drift drift_mb;
};

/*
 * It from the N looks of KIB, KiB in use, oldest first. Returns 0, or -1 with
 * a diag.
 */
int memory_log_of(struct memory_log *m, const double *kib, size_t n,
                  struct diag *d);

/*
 * Read it from file PATH: the KiB in use, one look a line, oldest first.
 * Returns 0, or -1 with a diag, a data diag for a line that is no number.
 */
int memory_log_read(struct memory_log *m, const char *path, struct diag *d);

#endif

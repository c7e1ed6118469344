/* Read how much memory a run used, from the file that a watch wrote. */
#include "forecast/memory_log.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"

#define LOOKS_MAX 100000 /* lines that are read */
#define KIB 1024.0

/* Bytes of memory in this machine, or 0 when it does not say. */
static double machine_bytes(void)
{
#ifdef _SC_PHYS_PAGES
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	return pages > 0 && size > 0 ? (double)pages * (double)size : 0;
#else
	return 0;
#endif
}

/* Read KiB, one number a line, into KIB; returns how many, or -1. */
static int read_looks(const char *path, double *kib, struct diag *d)
{
	FILE *in = fopen(path, "r");
	char line[64];
	int n = 0, error;

	if (in == NULL)
		return diag_system(d, errno, "%s: open", path);
	while (n < LOOKS_MAX && fgets(line, sizeof line, in) != NULL) {
		uint64_t value;

		line[strcspn(line, "\n")] = '\0';
		if (number_parse(line, INT64_MAX, &value) != 0) {
			(void)fclose(in);
			return diag_data(d, "%s: line %d: not a number", path,
			                 n + 1);
		}
		kib[n++] = (double)value;
	}
	error = ferror(in);
	(void)fclose(in);
	return error ? diag_system(d, EIO, "%s: read", path) : n;
}

int memory_log_of(struct memory_log *m, const double *kib, size_t n,
                  struct diag *d)
{
	double *mb = calloc(n + 1, 2 * sizeof *mb);
	double *look = mb == NULL ? NULL : mb + n;

	*m = (struct memory_log){ .machine_bytes = machine_bytes() };
	if (mb == NULL)
		return diag_system(d, ENOMEM, "memory log");
	for (size_t i = 0; i < n; i++) {
		double bytes = kib[i] * KIB;

		if (bytes > m->peak_bytes)
			m->peak_bytes = bytes;
		mb[i] = bytes / 1e6;
		look[i] = 1;
	}
	if (n > 0)
		m->drift_mb = forecast_drift(mb, look, (unsigned)n);
	free(mb);
	return 0;
}

int memory_log_read(struct memory_log *m, const char *path, struct diag *d)
{
	double *kib = calloc(LOOKS_MAX, sizeof *kib);
	int n;

	if (kib == NULL)
		return diag_system(d, ENOMEM, "%s", path);
	n = read_looks(path, kib, d);
	if (n >= 0 && memory_log_of(m, kib, (size_t)n, d) != 0)
		n = -1;
	free(kib);
	return n < 0 ? -1 : 0;
}

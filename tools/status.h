#ifndef VG_STATUS_H
#define VG_STATUS_H

#include "base/diag.h"

/* The exit statuses of every tool. */
enum status {
	STATUS_DONE = 0,   /* done; the answer is yes */
	STATUS_DATA = 1,   /* the data are wrong, or the answer is no */
	STATUS_USAGE = 2,  /* the command line is wrong */
	STATUS_SYSTEM = 3, /* the system failed: I/O, memory */
};

/* Report D as TOOL's error. Returns the status to exit with. */
static inline int status_report(const struct diag *d, const char *tool)
{
	diag_report(d, tool);
	switch (d->kind) {
	case DIAG_INVALID:
		return STATUS_USAGE;
	case DIAG_DATA:
		return STATUS_DATA;
	default:
		return STATUS_SYSTEM;
	}
}

#endif

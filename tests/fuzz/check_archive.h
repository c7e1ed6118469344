#ifndef CHECK_ARCHIVE_H
#define CHECK_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>

#include "archive/format.h"

/* What is said to be in a file. */
struct claim {
	enum format_number format;
	enum format_compress compress;
	uint64_t count; /* samples */
	int planned;    /* the fields are known */
};

/*
 * Read DATA as the archive of C, if planned, with the fields that
 * seeds.py gives to its archives, else with any. An archive that is accepted
 * must have COUNT samples in each array, and the header arrays last.
 */
void check_archive(const void *data, size_t size, const struct claim *c);

#endif

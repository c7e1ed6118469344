#ifndef CHECK_ARCHIVE_H
#define CHECK_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Read DATA as an archive of COUNT samples: if PLANNED, with the fields that
 * seeds.py gives to its archives, else with any. An archive that is accepted
 * must have COUNT samples in each array, and the header arrays last.
 */
void check_archive(const void *data, size_t size, uint64_t count,
                   int planned);

#endif

#ifndef CHECK_ARCHIVE_H
#define CHECK_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Read DATA as an archive of COUNT samples, with the fields that seeds.py
 * gives its archives expected (PLANNED) or with any. What is taken as whole
 * has for each array COUNT samples, our own arrays last.
 */
void check_archive(const void *data, size_t size, uint64_t count,
                   int planned);

#endif

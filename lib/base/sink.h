#ifndef VG_SINK_H
#define VG_SINK_H

#include <stddef.h>

#include "base/diag.h"

/* Receives SIZE bytes at DATA. Returns 0, or -1 with a diag to stop. */
typedef int byte_sink(void *context, const void *data, size_t size,
                      struct diag *d);

#endif

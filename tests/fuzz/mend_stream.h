#ifndef MEND_STREAM_H
#define MEND_STREAM_H

#include <stddef.h>

/*
 * Give each HEAD, record and END of the stream at DATA the hash of what it has,
 * which mutations would never find, as far as it is a stream. With PADDING, the
 * bytes between fields become zero too.
 */
void mend_stream(unsigned char *data, size_t size, int padding);

#endif

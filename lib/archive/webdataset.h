#ifndef VG_WEBDATASET_H
#define VG_WEBDATASET_H

#include "archive/format.h"

/*
 * A tar archive for WebDataset, with the members of webdataset_layout.h for each
 * sample: regular files in ustar format, without times, users and extensions.
 * Either the members of arrays are gzip files, or the whole archive is one zstd
 * frame, or nothing is compressed.
 */
extern const struct format webdataset_format;

/* The functions of webdataset_format: webdataset_write.c. */
int webdataset_create(struct format_writer **out,
                      const struct format_target *t, struct diag *d);
void webdataset_free_writer(struct format_writer *w);
int webdataset_add(struct format_writer *w, uint64_t index, uint64_t hash,
                   const unsigned char *payload, struct diag *d);
int webdataset_finish(struct format_writer *w, struct diag *d);
double webdataset_missing_bytes(const struct format_writer *w);

#endif

#ifndef VG_MDS_H
#define VG_MDS_H

#include "archive/format.h"

/*
 * A shard of MosaicML Streaming, version 2, as mds_layout.h describes it. Its
 * configuration has one key that Streaming does not: "fields", the fields in
 * HEAD's order. The whole file may be a zstd frame that names its content's size.
 */
extern const struct format mds_format;

/* The functions of mds_format: mds_write.c. */
int mds_create(struct format_writer **out, const struct format_target *t,
               struct diag *d);
void mds_free_writer(struct format_writer *w);
int mds_add(struct format_writer *w, uint64_t index, uint64_t hash,
            const unsigned char *payload, struct diag *d);
int mds_finish(struct format_writer *w, struct diag *d);
double mds_missing_bytes(const struct format_writer *w);

#endif

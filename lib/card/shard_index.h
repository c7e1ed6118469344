#ifndef VG_SHARD_INDEX_H
#define VG_SHARD_INDEX_H

#include "base/diag.h"
#include "card/survey.h"
#include "dataset/dataset.h"

/*
 * The list of checkpoints that the loader of the plan's format reads: for mds
 * MosaicML Streaming's index.json; for webdataset shards.json, as the library
 * wids has it. The hashes in it are the manifest's: no file is read.
 */

/* The name of the list for format FORMAT; NULL if its loader reads none. */
const char *shard_index_name(uint64_t format);

/*
 * Write the list of complete dataset S, which SURVEY describes. Returns 0; 1 if
 * there is a file of that name that is not vg's; -1 with a diag.
 */
int shard_index_write(const struct dataset *s, const struct survey *survey,
                      struct diag *d);

#endif

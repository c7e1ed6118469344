#ifndef VG_ENTRY_TABLE_H
#define VG_ENTRY_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "dataset/checkpoint_entry.h"

/*
 * The entries of checkpoints by their number. Each source, a manifest, has at
 * most one for a checkpoint; of several, one counts. The memory used depends on
 * how many entries there are, not on how large their numbers are.
 */
struct entry_table;

/* Make an empty one, for the caller to free. NULL when memory is short. */
struct entry_table *entry_table_new(void);
void entry_table_free(struct entry_table *t);

/*
 * Add E, of checkpoint K below PLAN_CHECKPOINTS_MAX, which SOURCE has; it takes
 * the place of SOURCE's earlier one. Between sources the later commit counts
 * or, in the same second, the one with more samples, until entry_table_prefer
 * says otherwise. Returns 0, or -1 with a diag.
 */
int entry_table_put(struct entry_table *t, uint64_t k, size_t source,
                    const struct checkpoint_entry *e, struct diag *d);

/* The entry of checkpoint K that counts, or NULL. */
const struct checkpoint_entry *entry_table_find(const struct entry_table *t,
                                                uint64_t k);

/* Whether several sources have an entry of checkpoint K. */
int entry_table_has_several(const struct entry_table *t, uint64_t k);

/*
 * Let that entry of checkpoint K count which has COUNT samples in a file of
 * BYTES bytes and, unless XXH128 is NULL, of this hash; if the one that counts
 * does, or none, it stays. Returns whether one does.
 */
int entry_table_prefer(struct entry_table *t, uint64_t k, uint64_t count,
                       uint64_t bytes, const struct digest128 *xxh128);

/* One more than the largest checkpoint number with an entry. */
uint64_t entry_table_end(const struct entry_table *t);

#endif

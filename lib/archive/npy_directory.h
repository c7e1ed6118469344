#ifndef VG_NPY_DIRECTORY_H
#define VG_NPY_DIRECTORY_H

#include <stdint.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "stream/record.h"

/*
 * A directory of NAME.npy files, one for each array, with the samples stacked
 * along axis 0: for numpy.load(..., mmap_mode="r"). It appears under its name
 * whole and durable, or not at all: a hidden directory is filled, synced and
 * renamed. A locked file beside it tells others that its owner lives.
 */
struct npy_directory;

/*
 * Begin directory P for records with HEAD's fields, any number of them. P and
 * HEAD must outlive *OUT. Removes what killed writers of P have left. Returns
 * 0, or -1 with a diag. Release with npy_directory_free in either case.
 */
int npy_directory_create(struct npy_directory **out,
                         const struct atomicfile_path *p,
                         const struct record_head *head, struct diag *d);

/* Also remove what was not published. */
void npy_directory_free(struct npy_directory *n);

/* Add the next sample. Returns 0, or -1 with a diag. */
int npy_directory_add(struct npy_directory *n, uint64_t index, uint64_t hash,
                      const unsigned char *payload, struct diag *d);

/*
 * Complete and publish the directory. Returns 0; 1 if its name exists; -1 with a
 * diag.
 */
int npy_directory_publish(struct npy_directory *n, struct diag *d);

#endif

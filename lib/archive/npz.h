#ifndef VG_NPZ_H
#define VG_NPZ_H

#include "archive/format.h"

/*
 * An .npz archive, for numpy.load: a zip archive of .npy files, one for each
 * array, with the samples stacked along axis 0. The fields come first, in
 * HEAD's order, then the header arrays (record_header_field). Uncompressed
 * arrays begin at multiples of 64 bytes of the file, so that they can be mapped.
 */
extern const struct format npz_format;

/* The functions of npz_format: npz_write.c. */
int npz_create(struct format_writer **out, const struct format_target *t,
               struct diag *d);
void npz_free_writer(struct format_writer *w);
int npz_room(struct format_writer *w, unsigned char **room, struct diag *d);
int npz_add(struct format_writer *w, uint64_t index, uint64_t hash,
            const unsigned char *payload, struct diag *d);
int npz_finish(struct format_writer *w, struct diag *d);
double npz_missing_bytes(const struct format_writer *w);

#endif

#ifndef VG_MDS_LAYOUT_H
#define VG_MDS_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "archive/format.h"
#include "base/text.h"
#include "stream/record.h"

/*
 * The bytes of a shard of MosaicML Streaming, version 2, that are not data. A
 * shard of N samples is, all numbers being little-endian u32:
 *
 *     N
 *     offset of each sample and of the end, N + 1
 *     the configuration, a JSON text
 *     the samples: the columns in the order of their names
 *
 * A column is a field or a header field; all have a fixed size.
 */

#define MDS_CONFIG_MAX 32768 /* bytes of the configuration, with a NUL */
#define MDS_BYTES_MAX UINT32_MAX /* of a shard */
#define MDS_ENCODING_MAX 128 /* bytes of a column's encoding, with a NUL */

/* The number of bytes before the configuration, with COUNT samples. */
#define MDS_OFFSETS_BYTES(count) (4 + 4 * ((uint64_t)(count) + 1))

struct mds_column {
	const struct record_field *field;
	unsigned number; /* of the field: in HEAD, or of its header fields */
	int is_header;
};

struct mds_layout {
	struct mds_column column[RECORD_ARRAYS_MAX]; /* in their order */
	unsigned columns;
	uint64_t sample_bytes;
	uint64_t samples_offset; /* of the first one */
	uint64_t bytes; /* of the shard, without compression; or UINT64_MAX */
	size_t config_bytes;
	char config[MDS_CONFIG_MAX];
};

/*
 * Lay out a shard of COUNT samples of HEAD, which must outlive L. Whether its
 * bytes are over MDS_BYTES_MAX is left to the caller.
 */
void mds_layout_init(struct mds_layout *l, const struct record_head *head,
                     uint64_t count, enum format_compress compress);

/*
 * How MosaicML Streaming calls the encoding of field F: "int64", or
 * "ndarray:uint8:16,3,64,64".
 */
void mds_encoding(char text[MDS_ENCODING_MAX], const struct record_field *f);

/*
 * Append `"column_encodings": […], "column_names": […], "column_sizes": […]`,
 * of a JSON object, to T.
 */
void mds_put_columns(struct text *t, const struct mds_layout *l);

/*
 * Write the numbers from FROM on, of those before the configuration, into the
 * PIECE bytes at DATA, a multiple of 4: number 0 is COUNT.
 */
void mds_offsets(const struct mds_layout *l, uint64_t count, uint64_t from,
                 unsigned char *data, size_t piece);

#endif

/* The bytes of a shard of MosaicML Streaming that are not data. */
#include "archive/mds_layout.h"

#include <inttypes.h>
#include <string.h>

#include "archive/field_list.h"
#include "base/bytes.h"

_Static_assert(RECORD_ARRAYS_MAX * (RECORD_NAME_MAX + MDS_ENCODING_MAX + 32) +
                       FIELD_LIST_MAX + 512 <= MDS_CONFIG_MAX,
               "the configuration of every record must fit");

/* numpy's name of DTYPE; bools are bytes for MosaicML Streaming. */
static const char *dtype_name(const char *dtype)
{
	static const char *const names[][2] = {
		{ "|u1", "uint8" },   { "|i1", "int8" },    { "|b1", "uint8" },
		{ "<u2", "uint16" },  { "<i2", "int16" },   { "<f2", "float16" },
		{ "<u4", "uint32" },  { "<i4", "int32" },   { "<f4", "float32" },
		{ "<u8", "uint64" },  { "<i8", "int64" },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(dtype, names[i][0]) == 0)
			return names[i][1];
	return "float64";
}

void mds_encoding(char text[MDS_ENCODING_MAX], const struct record_field *f)
{
	struct text t;

	text_begin(&t, text, MDS_ENCODING_MAX);
	text_put(&t, "%s%s", f->dims > 0 ? "ndarray:" : "",
	         dtype_name(f->dtype));
	for (unsigned i = 0; i < f->dims; i++)
		text_put(&t, "%c%" PRIu64, i > 0 ? ',' : ':', f->shape[i]);
}

/* Add a column, at its place in the order of names. */
static void add_column(struct mds_layout *l, const struct record_field *f,
                       unsigned number, int is_header)
{
	unsigned at = l->columns++;

	for (; at > 0 && strcmp(l->column[at - 1].field->name, f->name) > 0;
	     at--)
		l->column[at] = l->column[at - 1];
	l->column[at] = (struct mds_column){ f, number, is_header };
	l->sample_bytes += f->bytes;
}

void mds_put_columns(struct text *t, const struct mds_layout *l)
{
	char encoding[MDS_ENCODING_MAX];

	text_put(t, "\"column_encodings\": [");
	for (unsigned i = 0; i < l->columns; i++) {
		mds_encoding(encoding, l->column[i].field);
		text_put(t, "%s\"%s\"", i > 0 ? ", " : "", encoding);
	}
	text_put(t, "], \"column_names\": [");
	for (unsigned i = 0; i < l->columns; i++)
		text_put(t, "%s\"%s\"", i > 0 ? ", " : "",
		         l->column[i].field->name);
	text_put(t, "], \"column_sizes\": [");
	for (unsigned i = 0; i < l->columns; i++)
		text_put(t, "%s%" PRIu64, i > 0 ? ", " : "",
		         l->column[i].field->bytes);
	text_put(t, "]");
}

void mds_layout_init(struct mds_layout *l, const struct record_head *head,
                     uint64_t count, enum format_compress compress)
{
	struct text t;

	*l = (struct mds_layout){ 0 };
	for (unsigned i = 0; i < head->fields; i++)
		add_column(l, &head->field[i], i, 0);
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++)
		add_column(l, record_header_field(i), i, 1);
	text_begin(&t, l->config, sizeof l->config);
	text_put(&t, "{");
	mds_put_columns(&t, l);
	text_put(&t, ", \"compression\": %s, ",
	         compress == FORMAT_COMPRESS_ZSTD ? "\"zstd\"" : "null");
	field_list_put(&t, head);
	text_put(&t, ", \"format\": \"mds\", \"hashes\": [\"xxh128\"], "
	         "\"size_limit\": null, \"version\": 2}");
	l->config_bytes = (size_t)(t.at - l->config);
	l->samples_offset = MDS_OFFSETS_BYTES(count) + l->config_bytes;
	l->bytes = count <= UINT64_MAX / 2 / l->sample_bytes
	               ? l->samples_offset + count * l->sample_bytes
	               : UINT64_MAX;
}

void mds_offsets(const struct mds_layout *l, uint64_t count, uint64_t from,
                 unsigned char *data, size_t piece)
{
	for (size_t at = 0; at < piece; at += 4, from++)
		bytes_put32(data + at,
		            (uint32_t)(from == 0 ? count
		                                 : l->samples_offset +
		                                       (from - 1) *
		                                           l->sample_bytes));
}

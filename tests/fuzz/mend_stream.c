/* Correct the hashes in a record stream. */
#include "mend_stream.h"

#include "base/bytes.h"
#include "base/digest.h"
#include "fuzz.h"
#include "stream/record.h"

/* Correct the hash of the HEAD at DATA. Returns its length, or 0. */
static size_t mend_head(unsigned char *data, size_t size,
                        struct record_head *head)
{
	struct diag d;
	size_t length;

	if (size < RECORD_HEAD_FIXED_BYTES)
		return 0;
	length = record_head_length(data, &d);
	if (length == 0 || length > size)
		return 0;
	bytes_put64(data + length - 8, digest64(data, length - 8));
	return record_decode_head(data, length, head, &d) == 0 ? length : 0;
}

/* Zero what is between the fields of the payload, which must be. */
static void clear_padding(unsigned char *payload,
                          const struct record_head *head)
{
	for (unsigned i = 0; i < head->fields; i++) {
		const struct record_field *f = &head->field[i];

		for (uint64_t b = f->bytes; b % 8 != 0; b++)
			payload[f->offset + b] = 0;
	}
}

/* Correct the hashes of what follows HEAD. Returns its length, or 0. */
static size_t mend_records(unsigned char *data, size_t size,
                           const struct record_head *head, int padding)
{
	size_t record = (size_t)(RECORD_HEADER_BYTES + head->payload_bytes);
	struct digest *hashes = digest_new();
	size_t at = 0;

	REQUIRE(hashes != NULL);
	while (size - at >= record &&
	       record_kind(data + at) == RECORD_RECORD) {
		unsigned char *payload = data + at + RECORD_HEADER_BYTES;
		uint64_t hash;

		if (padding)
			clear_padding(payload, head);
		hash = digest64(payload, (size_t)head->payload_bytes);
		bytes_put64(data + at + 16, hash);
		digest_update64(hashes, hash);
		at += record;
	}
	if (size - at >= RECORD_END_BYTES &&
	    record_kind(data + at) == RECORD_END) {
		bytes_put64(data + at + 16, digest_result64(hashes));
		at += RECORD_END_BYTES;
	} else {
		at = 0;
	}
	digest_free(hashes);
	return at;
}

void mend_stream(unsigned char *data, size_t size, int padding)
{
	struct record_head head;
	size_t length;

	while ((length = mend_head(data, size, &head)) > 0) {
		data += length;
		size -= length;
		length = mend_records(data, size, &head, padding);
		if (length == 0)
			return;
		data += length;
		size -= length;
	}
}

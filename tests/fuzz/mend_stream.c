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

/* Correct the hashes of what follows HEAD. Returns its length, or 0. */
static size_t mend_records(unsigned char *data, size_t size,
                           const struct record_head *head)
{
	size_t record = (size_t)(RECORD_HEADER_BYTES + head->payload_bytes);
	struct digest *hashes = digest_new();
	size_t at = 0;

	REQUIRE(hashes != NULL);
	while (size - at >= record &&
	       record_kind(data + at) == RECORD_RECORD) {
		uint64_t hash = digest64(data + at + RECORD_HEADER_BYTES,
		                         (size_t)head->payload_bytes);

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

void mend_stream(unsigned char *data, size_t size)
{
	struct record_head head;
	size_t length;

	while ((length = mend_head(data, size, &head)) > 0) {
		data += length;
		size -= length;
		length = mend_records(data, size, &head);
		if (length == 0)
			return;
		data += length;
		size -= length;
	}
}

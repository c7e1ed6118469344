/*
 * Records are read in order, as many as HEAD says, with the right hash; only
 * then END. A stream is tried as it is, and with the right hashes, which
 * mutations would never find.
 */
#include "fuzz.h"

#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "stream/record_stream.h"

#define ROOM_MAX ((size_t)1 << 20) /* bytes */

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

static void mend(unsigned char *data, size_t size)
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

static int check_segment(struct record_reader *r, struct diag *d)
{
	struct record record;
	unsigned char *room = NULL;
	uint64_t n = 0;
	int got;

	REQUIRE(r->head.fields > 0);
	REQUIRE(r->head.payload_bytes <= RECORD_PAYLOAD_MAX);
	/* A caller offers no room for a large sample; input has none. */
	if (r->head.payload_bytes <= ROOM_MAX) {
		room = malloc((size_t)r->head.payload_bytes);
		REQUIRE(room != NULL);
	}
	while ((got = record_reader_read(r, n % 2 ? room : NULL, &record, d)) >
	       0) {
		REQUIRE(record.index == r->head.first + n);
		REQUIRE(record.hash ==
		        digest64(record.payload,
		                 (size_t)r->head.payload_bytes));
		n++;
	}
	REQUIRE(got < 0 || n == r->head.count);
	REQUIRE(r->buffer_bytes <= ROOM_MAX);
	free(room);
	return got;
}

static void check_stream(const uint8_t *data, size_t size)
{
	int fd = fuzz_open(data, size);
	struct record_reader r;
	struct diag d;
	int got;

	REQUIRE(record_reader_init(&r, fd, "input", &d) == 0);
	while ((got = record_reader_next(&r, &d)) > 0)
		if (check_segment(&r, &d) != 0)
			break;
	REQUIRE(got != 0 || r.segments > 0);
	record_reader_free(&r);
	REQUIRE(close(fd) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = malloc(size > 0 ? size : 1);

	REQUIRE(copy != NULL);
	memcpy(copy, data, size);
	check_stream(copy, size);
	mend(copy, size);
	check_stream(copy, size);
	free(copy);
	return 0;
}

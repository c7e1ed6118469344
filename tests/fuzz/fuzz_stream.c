/*
 * Records are read in order, as many as HEAD says, with the right hash; only
 * then END. A stream is tried as it is, and with the right hashes, which
 * mutations would never find.
 */
#include "fuzz.h"

#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "mend_stream.h"
#include "stream/record_stream.h"

#define ROOM_MAX ((size_t)1 << 20) /* bytes */

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
	mend_stream(copy, size, 0);
	check_stream(copy, size);
	free(copy);
	return 0;
}

/* zstd_stream: libzstd's decoder restores the data; what the header says. */
#include "archive/zstd_stream.h"

#include <string.h>
#include <zstd.h>

#include "check.h"

#define LARGEST ((size_t)12000000)
#define FRAME ((size_t)196608)

static unsigned char data[LARGEST];

struct output {
	unsigned char *bytes;
	size_t size, room;
};

static int take(void *context, const void *bytes, size_t size, struct diag *d)
{
	struct output *o = context;

	(void)d;
	CHECK(size > 0);
	CHECK(size <= o->room - o->size);
	memcpy(o->bytes + o->size, bytes, size);
	o->size += size;
	return 0;
}

static uint32_t random_bits(void)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(state >> 33);
}

/* Noise that repeats at DISTANCE, but for one byte in two thousand. */
static void make_frames(size_t distance)
{
	for (size_t i = 0; i < LARGEST; i++)
		data[i] = i < distance || random_bits() % 2000 == 0
		                  ? random_bits() & 255
		                  : data[i - distance];
}

/* Compress SIZE bytes of data in pieces of at most PIECE. */
static struct output compressed(struct zstd_settings how, size_t size,
                                size_t piece)
{
	struct output out = { .room = 2 * size + 4096 };
	struct zstd_stream *s;
	struct diag d;

	out.bytes = malloc(out.room);
	CHECK(out.bytes != NULL);
	CHECK(zstd_stream_new(&s, &how, take, &out, &d) == 0);
	for (size_t at = 0; at < size;) {
		size_t n = 1 + random_bits() % piece;

		n = n < size - at ? n : size - at;
		CHECK(zstd_stream_write(s, data + at, n, &d) == 0);
		at += n;
		CHECK(zstd_stream_size_in(s) == at);
		CHECK(zstd_stream_size_out(s) == out.size);
	}
	CHECK(zstd_stream_finish(s, &d) == 0);
	CHECK(zstd_stream_size_in(s) == size);
	CHECK(zstd_stream_size_out(s) == out.size);
	zstd_stream_free(s);
	return out;
}

/* Decode in odd pieces, with the decoder as it is: its default limits. */
static void check_restores(const struct output *out, size_t size)
{
	static unsigned char back[70001];
	ZSTD_DCtx *z = ZSTD_createDCtx();
	ZSTD_inBuffer in = { out->bytes, 0, 0 };
	size_t at = 0, left = 1;

	CHECK(z != NULL);
	while (left != 0) {
		ZSTD_outBuffer o = { back, 1 + random_bits() % sizeof back, 0 };

		if (in.pos == in.size)
			in.size += 1 + random_bits() % 9973;
		in.size = in.size < out->size ? in.size : out->size;
		left = ZSTD_decompressStream(z, &o, &in);
		CHECK(!ZSTD_isError(left));
		CHECK(o.pos <= size - at);
		CHECK(memcmp(back, data + at, o.pos) == 0);
		at += o.pos;
	}
	CHECK(at == size);
	CHECK(in.pos == out->size);
	CHECK(ZSTD_findFrameCompressedSize(out->bytes, out->size) == out->size);
	(void)ZSTD_freeDCtx(z);
}

/* RFC 8878, 3.1.1.1: the window of the frame at P, 0 if it is its content. */
static uint64_t window_bytes(const unsigned char *p)
{
	uint64_t base = UINT64_C(1) << (10 + (p[5] >> 3));

	return p[4] & 0x20 ? 0 : base + base / 8 * (p[5] & 7);
}

static int has_checksum(const unsigned char *p)
{
	return (p[4] & 4) != 0;
}

static void check_round_trip(struct zstd_settings how, size_t size)
{
	struct output whole = compressed(how, size, LARGEST);
	struct output pieces = compressed(how, size, 99991);

	check_restores(&whole, size);
	CHECK(has_checksum(whole.bytes));
	/* libzstd names the size 0 even if it was not announced */
	CHECK(ZSTD_getFrameContentSize(whole.bytes, whole.size) ==
	      (size > 0 ? how.size_bytes : 0));
	CHECK(whole.size == pieces.size);
	CHECK(memcmp(whole.bytes, pieces.bytes, whole.size) == 0);
	free(whole.bytes);
	free(pieces.bytes);
}

static void check_sizes(void)
{
	static const size_t sizes[] = { 0, 1, 5, 255, 131071, 131072, 131073,
		                        1048576, 1048577, 3000000 };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		check_round_trip((struct zstd_settings){
			1, i % 2 ? FRAME : 0, sizes[i] }, sizes[i]);
		check_round_trip((struct zstd_settings){
			1, FRAME, ZSTD_STREAM_SIZE_UNKNOWN }, sizes[i]);
	}
	check_round_trip((struct zstd_settings){
		1, FRAME, LARGEST }, LARGEST);
	check_round_trip((struct zstd_settings){
		3, 1, 2000000 }, 2000000);
	check_round_trip((struct zstd_settings){
		19, FRAME, ZSTD_STREAM_SIZE_UNKNOWN }, 700000);
}

/* Two repeats fit, up to 128 MiB; not less than 1 MiB. */
static void check_window(void)
{
	static const uint64_t repeats[] = {
		0, 1, 37632, FRAME, 3145728, 4194304, 4194305, 12582912,
		67108864, 67108865, UINT64_C(1) << 40, UINT64_MAX,
	};

	for (size_t i = 0; i < sizeof repeats / sizeof *repeats; i++) {
		struct output out = compressed((struct zstd_settings){
			1, repeats[i], ZSTD_STREAM_SIZE_UNKNOWN }, 1000, 1000);
		uint64_t window = window_bytes(out.bytes);

		CHECK(window >= 1 << 20 && window <= 128 << 20);
		CHECK(window == 128 << 20 || window / 2 >= repeats[i]);
		CHECK(window <= 8 << 20 || window / 4 < repeats[i]);
		free(out.bytes);
	}
}

/* Repeats are found across a whole frame, which an npz's deflate cannot. */
static void check_repeats_found(size_t distance)
{
	struct output out;

	make_frames(distance);
	out = compressed((struct zstd_settings){ 1, distance, LARGEST },
	                 LARGEST, LARGEST);
	CHECK(out.size < distance + LARGEST / 100);
	check_restores(&out, LARGEST);
	free(out.bytes);
}

static int refuse(void *context, const void *bytes, size_t size,
                  struct diag *d)
{
	size_t *room = context;

	(void)bytes;
	if (size > *room)
		return diag_data(d, "no room");
	*room -= size;
	return 0;
}

/* Writes 3 MB of noise and finishes; the sink has ROOM bytes. */
static int write_to(size_t room, struct diag *d)
{
	struct zstd_settings how = { 1, FRAME, 3000000 };
	struct zstd_stream *s;
	int result;

	make_frames(LARGEST);
	CHECK(zstd_stream_new(&s, &how, refuse, &room, d) == 0);
	result = zstd_stream_write(s, data, 3000000, d);
	if (result == 0)
		result = zstd_stream_finish(s, d);
	zstd_stream_free(s);
	return result;
}

static void check_failing_sink(void)
{
	static const size_t rooms[] = { 0, 1000000, 2999000 };
	struct diag d;

	CHECK(write_to(3001000, &d) == 0);
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		d.message[0] = '\0';
		CHECK(write_to(rooms[i], &d) == -1);
		CHECK(strcmp(d.message, "no room") == 0);
	}
}

/* The header would be wrong: fewer or more bytes than were announced. */
static void check_wrong_size(uint64_t announced)
{
	struct zstd_settings how = { 1, 0, announced };
	size_t room = LARGEST;
	struct zstd_stream *s;
	struct diag d;

	CHECK(zstd_stream_new(&s, &how, refuse, &room, &d) == 0);
	CHECK(zstd_stream_write(s, data, 1000, &d) != 0 ||
	      zstd_stream_finish(s, &d) != 0);
	CHECK(d.kind == DIAG_DATA);
	zstd_stream_free(s);
}

int main(void)
{
	make_frames(FRAME);
	check_sizes();
	check_window();
	check_repeats_found(FRAME);
	check_repeats_found(3145728);
	check_failing_sink();
	check_wrong_size(999);
	check_wrong_size(1001);
	zstd_stream_free(NULL);
	return 0;
}

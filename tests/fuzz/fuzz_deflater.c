/* zlib restores the data from what deflater writes, whatever they repeat. */
#include "fuzz.h"

#include <string.h>
#include <zlib.h>

#include "archive/deflater.h"

struct output {
	unsigned char *bytes;
	size_t size, room;
};

static int take(void *context, const void *data, size_t size, struct diag *d)
{
	struct output *o = context;

	(void)d;
	REQUIRE(size <= o->room - o->size);
	memcpy(o->bytes + o->size, data, size);
	o->size += size;
	return 0;
}

/* Make data from groups of three bytes: a length to repeat, then a byte. */
static size_t unfold(const uint8_t *data, size_t size, size_t distance,
                     unsigned char *out, size_t room)
{
	size_t n = 0;

	for (; size >= 3 && n + 65536 < room; data += 3, size -= 3) {
		size_t run = (size_t)data[0] << (data[1] & 7);

		for (; run > 0; run--, n++)
			out[n] = n >= distance ? out[n - distance] : data[1];
		out[n++] = data[2];
	}
	return n;
}

/* IN, written in pieces of PIECE bytes, is restored. */
static void check(struct deflater_engine *e, size_t chunk, size_t repeat,
                  size_t piece, const unsigned char *in, size_t all)
{
	size_t size = all < 64 * chunk ? all : 64 * chunk; /* or it takes long */
	struct output out = { malloc(2 * size + 4096), 0, 2 * size + 4096 };
	unsigned char *back = malloc(size + 1);
	z_stream z = { .next_out = back, .avail_out = (uInt)size + 1 };
	struct deflater s;
	struct diag d;

	REQUIRE(out.bytes != NULL && back != NULL);
	REQUIRE(deflater_init(&s, e, chunk, repeat, take, &out, &d) == 0);
	for (size_t at = 0, n; at < size; at += n) {
		unsigned char *room = NULL;

		n = piece < size - at ? piece : size - at;
		REQUIRE(deflater_room(&s, n, &room, &d) == 0);
		if (room != NULL)
			memcpy(room, in + at, n);
		REQUIRE(deflater_write(&s, room != NULL ? room : in + at, n,
		                       &d) == 0);
	}
	REQUIRE(deflater_finish(&s, &d) == 0);
	REQUIRE(s.crc == (uint32_t)crc32(0, in, (uInt)size));
	z.next_in = out.bytes;
	z.avail_in = (uInt)out.size;
	REQUIRE(inflateInit2(&z, -MAX_WBITS) == Z_OK);
	REQUIRE(inflate(&z, Z_FINISH) == Z_STREAM_END);
	REQUIRE(z.avail_in == 0 && z.total_out == size);
	REQUIRE(size == 0 || memcmp(back, in, size) == 0);
	(void)inflateEnd(&z);
	deflater_free(&s);
	free(out.bytes);
	free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { ROOM = 2 * LZ77_CHUNK_MAX };
	static const size_t chunks[] = { 64, 300, 65536, LZ77_CHUNK_MAX };
	struct deflater_engine *e = deflater_engine_new(1);
	unsigned char *in = malloc(ROOM);
	size_t distance, n;

	REQUIRE(e != NULL && in != NULL);
	if (size >= 3) {
		distance = 1 + (size_t)data[0] + (size_t)data[1] * 256;
		n = unfold(data + 3, size - 3, distance, in, ROOM);
		check(e, chunks[data[2] & 3], distance, ROOM, in, n);
		check(e, chunks[data[2] >> 2 & 3], data[2], distance, in, n);
		check(e, chunks[data[2] >> 4 & 3], 1, 1 + data[1], data, size);
		distance += LZ77_WINDOW;
		n = unfold(data + 3, size - 3, distance, in, ROOM);
		check(e, chunks[data[2] & 3], distance, ROOM, in, n);
		check(e, chunks[data[2] >> 2 & 3], LZ77_WINDOW + 1, distance,
		      in, n);
	}
	deflater_engine_free(e);
	free(in);
	return 0;
}

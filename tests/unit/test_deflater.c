/* deflater: zlib restores the data; the pieces they came in do not matter. */
#include "archive/deflater.h"

#include <string.h>
#include <zlib.h>

#include "archive/huffman.h"
#include "check.h"

#define LARGEST ((size_t)800000)

static unsigned char data[LARGEST], back[LARGEST + 1];

struct output {
	unsigned char *bytes;
	size_t size, room;
};

static int take(void *context, const void *bytes, size_t size, struct diag *d)
{
	struct output *o = context;

	(void)d;
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

/* The bytes after a piece in its room have any value. */
#define AFTER 100

/* Add the N bytes of data at AT, through deflater_room if it offers space. */
static void write_in_place(struct deflater *s, size_t chunk, size_t at,
                           size_t n)
{
	unsigned char *room;
	struct diag d;

	CHECK(deflater_room(s, n + AFTER, &room, &d) == 0);
	CHECK((room == NULL) == (s->buffer == NULL || n + AFTER > chunk / 2));
	if (room != NULL) {
		memcpy(room, data + at, n);
		memset(room + n, 0xa5, AFTER);
	}
	CHECK(deflater_write(s, room != NULL ? room : data + at, n, &d) == 0);
}

enum way { COPIED, IN_PLACE };

/* Deflate SIZE bytes of data, in pieces of at most PIECE. */
static struct output deflated(struct deflater_engine *engine, size_t size,
                              size_t chunk, size_t repeat, size_t piece,
                              enum way way)
{
	struct output out = { .room = 2 * size + 4096 };
	struct deflater s;
	struct diag d;

	out.bytes = malloc(out.room);
	CHECK(out.bytes != NULL);
	CHECK(deflater_init(&s, engine, chunk, repeat, take, &out, &d) == 0);
	for (size_t at = 0; at < size;) {
		size_t n = 1 + random_bits() % piece;

		n = n < size - at ? n : size - at;
		if (way == IN_PLACE)
			write_in_place(&s, chunk, at, n);
		else
			CHECK(deflater_write(&s, data + at, n, &d) == 0);
		at += n;
	}
	CHECK(deflater_finish(&s, &d) == 0);
	CHECK(s.size_in == size);
	CHECK(s.size_out == out.size);
	CHECK(s.crc == (uint32_t)crc32(0, data, (uInt)size));
	deflater_free(&s);
	return out;
}

static void check_inflates(const struct output *out, size_t size)
{
	z_stream z = { .next_in = out->bytes, .avail_in = (uInt)out->size,
		       .next_out = back, .avail_out = (uInt)size + 1 };

	CHECK(inflateInit2(&z, -MAX_WBITS) == Z_OK);
	CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
	CHECK(z.avail_in == 0);
	CHECK(z.total_out == size);
	CHECK(memcmp(back, data, size) == 0);
	(void)inflateEnd(&z);
}

static void check_size(struct deflater_engine *e, int level, size_t size,
                       size_t chunk, size_t repeat)
{
	struct output whole = deflated(e, size, chunk, repeat, LARGEST, COPIED);
	struct output pieces = deflated(e, size, chunk, repeat, 5000, COPIED);
	struct output placed = deflated(e, size, chunk, repeat, 70000, IN_PLACE);

	if (level == 0) {
		CHECK(whole.size == size);
		CHECK(memcmp(whole.bytes, data, size) == 0);
		CHECK(placed.size == size);
		CHECK(memcmp(placed.bytes, data, size) == 0);
	} else {
		check_inflates(&whole, size);
		check_inflates(&placed, size);
		/* data that cannot be compressed grow only a little */
		CHECK(whole.size <= size + size / 1000 + 64);
	}
	CHECK(whole.size == pieces.size);
	CHECK(memcmp(whole.bytes, pieces.bytes, whole.size) == 0);
	free(whole.bytes);
	free(pieces.bytes);
	free(placed.bytes);
}

enum { ZEROS, NOISE, FEW_VALUES, FRAMES, STEEP, RAMPS, LARGE_FRAMES, KINDS };

/* Fibonacci numbers as frequencies give codes of all lengths. */
static unsigned char steep(void)
{
	unsigned char v = 0;

	while (v < 40 && random_bits() % 8 < 5)
		v++;
	return v;
}

#define ROW 256
#define LARGE_FRAME ((size_t)49152)

/* Frames beyond the window: a patch moves over rows that are much alike. */
static unsigned char pixel(size_t i)
{
	static unsigned char row[ROW];
	size_t frame = i / LARGE_FRAME, at = i % LARGE_FRAME;
	size_t y = at / ROW, x = at % ROW;

	if (i < ROW)
		row[i] = random_bits() & 255;
	if (y - 3 * frame < 20 && x - 5 * frame < 30)
		return (unsigned char)(random_bits() % 200);
	return (unsigned char)(row[x] + x * y / 512);
}

static void make(int kind, size_t repeat)
{
	for (size_t i = 0; i < LARGEST; i++)
		data[i] = (unsigned char)(
			kind == ZEROS        ? 0
			: kind == NOISE      ? random_bits() & 255
			: kind == FEW_VALUES ? random_bits() % 3
			: kind == STEEP      ? steep()
			: kind == RAMPS      ? i / 7 + i % 3
			: kind == LARGE_FRAMES ? pixel(i)
			: i < repeat || random_bits() % 200 == 0
				? random_bits() & 255
				: data[i - repeat]);
}

static void check_kind(int kind, int level)
{
	static const size_t sizes[] = {
		0, 1, 2, 3, 4, 5, 8, 257, 258, 259, 262, 4095, 32767, 32768,
		32769, 65535, 65536, 65537, 131072, 262144,
		LZ77_CHUNK_MAX - 1, LZ77_CHUNK_MAX, LZ77_CHUNK_MAX + 1,
		LARGEST,
	};
	static const size_t repeats[] = {
		LARGE_FRAME, 1, 32769, 12288, 7, 32768, 0, 100000,
		LZ77_FRAME_MAX, LZ77_FRAME_MAX + 1,
	};
	struct deflater_engine *e = deflater_engine_new(level);

	CHECK(e != NULL);
	make(kind, 12288);
	/* zlib has its own tests: only check that it is used rightly */
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes;
	     i += level > 1 ? 5 : 1)
		check_size(e, level, sizes[i], i % 2 ? LZ77_CHUNK_MAX : 65536,
		           repeats[i % 10]);
	deflater_engine_free(e);
}

/* Knowing a distance beyond the window helps, and zlib does not beat it. */
static void check_large_frames(void)
{
	struct deflater_engine *ours = deflater_engine_new(1);
	uLong zlibs = compressBound(LARGEST);
	unsigned char *bytes = malloc(zlibs);
	struct output out;

	CHECK(ours != NULL && bytes != NULL);
	make(LARGE_FRAMES, 0);
	CHECK(compress2(bytes, &zlibs, data, LARGEST, 1) == Z_OK);
	for (size_t chunk = 65536; chunk <= LZ77_CHUNK_MAX; chunk *= 2) {
		out = deflated(ours, LARGEST, chunk, LARGE_FRAME, 5000, COPIED);
		check_inflates(&out, LARGEST);
		CHECK(out.size <= zlibs);
		free(out.bytes);
	}
	deflater_engine_free(ours);
	free(bytes);
}

/* A run repeats earlier steps and their literals, and TIMES counts all. */
static void check_runs_of(const struct lz77 *z, const unsigned char *chunk,
                          size_t size)
{
	static size_t at[LZ77_CHUNK_MAX];
	size_t end = 0, counted = 0, in_runs = 0;

	for (size_t i = 0; i < z->steps; i++) {
		at[i] = end;
		end += z->step[i].literals + z->step[i].length;
	}
	CHECK(end == size);
	end = 0;
	for (size_t r = 0; r < z->runs; r++) {
		const struct lz77_run *run = &z->run[r];
		size_t next = run->first + run->steps;

		CHECK(run->first >= end && next < z->steps);
		CHECK(run->from + run->steps <= run->first);
		CHECK(run->bytes == at[next] - at[run->first]);
		CHECK(memcmp(chunk + at[run->first], chunk + at[run->from],
		             run->bytes) == 0);
		CHECK(memcmp(&z->step[run->first], &z->step[run->from],
		             run->steps * sizeof *z->step) == 0);
		for (; end < run->first; end++)
			counted += z->times[end];
		in_runs += run->steps;
		end = next;
	}
	for (; end < z->steps; end++)
		counted += z->times[end];
	CHECK(counted == z->steps);
	CHECK(size < LZ77_CHUNK_MAX || in_runs > z->steps / 2);
}

static void check_runs(void)
{
	struct lz77_frames f;

	make(LARGE_FRAMES, 0);
	CHECK(lz77_frames_init(&f, LARGE_FRAME) == 0);
	lz77_frames_parse(&f, data, LZ77_CHUNK_MAX, 0);
	check_runs_of(&f.parsed, data, LZ77_CHUNK_MAX);
	lz77_frames_parse(&f, data + LZ77_CHUNK_MAX, LARGEST - LZ77_CHUNK_MAX,
	                  LARGE_FRAME);
	check_runs_of(&f.parsed, data + LZ77_CHUNK_MAX,
	              LARGEST - LZ77_CHUNK_MAX);
	lz77_frames_free(&f);
}

/* A code is complete and within the limit; rarer symbols have longer codes. */
static void check_huffman(unsigned count, unsigned limit)
{
	uint32_t frequency[HUFFMAN_SYMBOLS_MAX];
	uint8_t length[HUFFMAN_SYMBOLS_MAX];
	uint64_t sum = 0;

	for (unsigned i = 0; i < count; i++)
		frequency[i] = random_bits() % 3 == 0
		                       ? 0
		                       : 1U << random_bits() % 18;
	huffman_lengths(frequency, count, limit, length);
	for (unsigned i = 0; i < count; i++) {
		CHECK(length[i] <= limit);
		CHECK((length[i] > 0) == (frequency[i] > 0));
		sum += length[i] > 0 ? UINT64_C(1) << (limit - length[i]) : 0;
		for (unsigned j = 0; j < count; j++)
			CHECK(frequency[i] <= frequency[j] ||
			      frequency[j] == 0 || length[i] <= length[j]);
	}
	CHECK(sum == UINT64_C(1) << limit);
}

/* The example of RFC 1951, 3.2.2, with the bits of its codes reversed. */
static void check_codes(void)
{
	static const uint8_t length[] = { 3, 3, 3, 3, 3, 2, 4, 4 };
	static const uint16_t expected[] = { 2, 6, 1, 5, 3, 0, 7, 15 };
	uint16_t code[8];

	huffman_codes(length, 8, code);
	CHECK(memcmp(code, expected, sizeof code) == 0);
}

int main(void)
{
	static const int levels[] = { 0, 1, 2, 9 };

	check_codes();
	for (int i = 0; i < 300; i++) {
		check_huffman(2 + random_bits() % 285, 15);
		check_huffman(19, 7);
		check_huffman(2, 1);
	}
	for (int kind = 0; kind < KINDS; kind++)
		for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
			check_kind(kind, levels[i]);
	check_large_frames();
	check_runs();
	return 0;
}

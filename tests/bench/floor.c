/*
 * A lower limit for the time of such a generator on this machine: memset and
 * discs into a 1 MiB pipe, then CRC-32, XXH3 and the fastest deflate into a
 * file. It has no trajectories, labels or archive, does not sync, checks no
 * hash, and cannot be resumed.
 *
 *     floor DIRECTORY VIDEOS PAIRS
 *
 * Each pair is a producer and a consumer, as in `vg-render | vg-pack`.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <isa-l.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { FRAMES = 16, CHANNELS = 3, SIDE = 64, RADIUS = 5 };
enum { PLANE = SIDE * SIDE, VIDEO = FRAMES * CHANNELS * PLANE };

static void die(const char *what)
{
	perror(what);
	exit(3);
}

/* Draw a red disc at (X, Y) of a white frame: rows in two of the planes. */
static void draw(unsigned char *frame, int x, int y)
{
	static const int half[2 * RADIUS + 1] = { 0, 3, 4, 4, 5, 5, 5, 4, 4, 3,
		                                  0 };

	memset(frame, 255, CHANNELS * PLANE);
	for (int row = 0; row <= 2 * RADIUS; row++)
		for (int c = 1; c < CHANNELS; c++)
			memset(frame + c * PLANE +
			               (y + row - RADIUS) * SIDE + x - half[row],
			       0, (size_t)(2 * half[row] + 1));
}

static void produce(int fd, long videos)
{
	unsigned char *video = malloc(VIDEO);
	uint32_t random = 1;

	if (video == NULL)
		die("memory");
	for (long i = 0; i < videos; i++) {
		random = random * 1664525 + 1013904223;
		for (int t = 0; t < FRAMES; t++)
			draw(video + t * CHANNELS * PLANE,
			     8 + (int)(random >> 27) + t,
			     8 + (int)(random >> 22 & 31) + t / 2);
		for (size_t at = 0; at < VIDEO;) {
			ssize_t n = write(fd, video + at, VIDEO - at);

			if (n <= 0)
				die("pipe");
			at += (size_t)n;
		}
	}
	free(video);
}

static void consume(int in, const char *path, long videos)
{
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	unsigned char *video = malloc(VIDEO), *packed = malloc(2 * VIDEO);
	unsigned char *work = malloc(ISAL_DEF_LVL1_DEFAULT);
	struct isal_zstream z;
	uint64_t sum = 0;
	uint32_t crc = 0;

	if (out < 0 || video == NULL || packed == NULL || work == NULL)
		die(path);
	isal_deflate_init(&z);
	z.level = 1;
	z.level_buf = work;
	z.level_buf_size = ISAL_DEF_LVL1_DEFAULT;
	for (long i = 0; i < videos; i++) {
		for (size_t at = 0; at < VIDEO;) {
			ssize_t n = read(in, video + at, VIDEO - at);

			if (n <= 0)
				die("pipe");
			at += (size_t)n;
		}
		sum ^= XXH3_64bits(video, VIDEO);
		crc = crc32_gzip_refl(crc, video, VIDEO);
		z.next_in = video;
		z.avail_in = VIDEO;
		z.next_out = packed;
		z.avail_out = 2 * VIDEO;
		z.end_of_stream = i == videos - 1;
		if (isal_deflate(&z) != COMP_OK || z.avail_in != 0 ||
		    write(out, packed, 2 * VIDEO - z.avail_out) < 0)
			die(path);
	}
	/* Use the results, so that the compiler cannot omit them. */
	printf("%08x %016llx\n", crc, (unsigned long long)sum);
	if (close(out) != 0)
		die(path);
	free(video);
	free(packed);
	free(work);
}

static void start_pair(const char *directory, long videos, int number)
{
	char path[4096];
	int ends[2];

	(void)snprintf(path, sizeof path, "%s/floor.%d", directory, number);
	if (pipe(ends) != 0)
		die("pipe");
	(void)fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
	if (fork() == 0) {
		(void)close(ends[0]);
		produce(ends[1], videos);
		exit(0);
	}
	if (fork() == 0) {
		(void)close(ends[1]);
		consume(ends[0], path, videos);
		exit(0);
	}
	(void)close(ends[0]);
	(void)close(ends[1]);
}

int main(int argc, char **argv)
{
	long videos = argc == 4 ? atol(argv[2]) : 0;
	int pairs = argc == 4 ? atoi(argv[3]) : 0, status, failed = 0;

	if (videos < 1 || pairs < 1) {
		(void)fprintf(stderr, "usage: floor DIRECTORY VIDEOS PAIRS\n");
		return 2;
	}
	for (int k = 0; k < pairs; k++)
		start_pair(argv[1], videos / pairs + (k < videos % pairs), k);
	while (wait(&status) > 0)
		failed |= status != 0;
	return failed ? 3 : 0;
}

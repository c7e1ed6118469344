/* Tell watchers how far a worker is within its range. */
#include "dataset/heartbeat.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fdio.h"
#include "base/number.h"

#define PREFIX "." HEARTBEAT_NAME "."
#define EVERY_S 0.25
#define DIGITS 18         /* of each number */
#define COLUMNS 4         /* first, count, done, milliseconds */
#define LINE_BYTES (COLUMNS * (DIGITS + 1))
#define NUMBER_MAX UINT64_C(999999999999999999)

void heartbeat_init(struct heartbeat *h)
{
	memset(h, 0, sizeof *h);
	h->file.fd = -1;
}

void heartbeat_end(struct heartbeat *h)
{
	atomicfile_abandon(&h->file);
}

/* Write DONE and the milliseconds MS of the range, in DIR. */
static void put(struct heartbeat *h, const struct directory *dir,
                uint64_t done, uint64_t ms)
{
	char line[LINE_BYTES + 1];
	struct diag ignored;

	if (h->file.fd < 0 &&
	    atomicfile_create(&h->file, dir, HEARTBEAT_NAME, &ignored) != 0) {
		h->failed = 1;
		return;
	}
	(void)snprintf(line, sizeof line,
	               "%018" PRIu64 " %018" PRIu64 " %018" PRIu64
	               " %018" PRIu64 "\n", h->first, h->count, done, ms);
	if (pwrite(h->file.fd, line, LINE_BYTES, 0) < 0)
		h->failed = errno != EINTR; /* EINTR: the old line remains */
}

void heartbeat_begin(struct heartbeat *h, const struct directory *dir,
                     uint64_t first, uint64_t count, double now_s)
{
	h->first = first;
	h->count = count;
	h->begun_s = now_s;
	if (h->file.fd >= 0 || h->failed)
		return;
	h->beat_s = now_s; /* so the first beat is due EVERY_S later */
	put(h, dir, 0, 0);
}

void heartbeat_beat(struct heartbeat *h, const struct directory *dir,
                    uint64_t done, double now_s)
{
	if (h->failed || now_s - h->beat_s < EVERY_S)
		return;
	h->beat_s = now_s;
	put(h, dir, done, (uint64_t)((now_s - h->begun_s) * 1000));
}

static int is_heartbeat(const char *name)
{
	return strncmp(name, PREFIX, strlen(PREFIX)) == 0;
}

/* Read the heartbeat NAME. Returns 0, or -1 if it is not, or not yet, whole. */
static int read_one(const struct directory *dir, const char *name,
                    struct heartbeat_seen *out)
{
	char line[LINE_BYTES];
	uint64_t number[COLUMNS];
	size_t got = 0;
	struct diag ignored;
	int fd = directory_open_file(dir, name, &ignored), error;

	if (fd < 0)
		return -1;
	error = fdio_read_at(fd, line, sizeof line, 0, &got);
	out->alive = fdio_lock_look(fd) == EWOULDBLOCK;
	(void)close(fd);
	if (error != 0 || got != sizeof line)
		return -1;
	for (unsigned i = 0; i < COLUMNS; i++)
		if (number_parse_n(line + i * (DIGITS + 1), DIGITS, NUMBER_MAX,
		                   &number[i]) != 0)
			return -1;
	out->first = number[0];
	out->count = number[1];
	out->done = number[2];
	out->seconds = (double)number[3] / 1000;
	return out->count > 0 && out->done <= out->count ? 0 : -1;
}

/* The arguments of heartbeat_read, for visit. */
struct reading {
	const struct directory *dir;
	struct heartbeat_seen *out;
	unsigned max, n;
};

static int visit(void *context, const char *name, struct diag *d)
{
	struct reading *r = context;

	(void)d;
	if (r->n < r->max && is_heartbeat(name) &&
	    read_one(r->dir, name, &r->out[r->n]) == 0)
		r->n++;
	return 0;
}

int heartbeat_read(const struct directory *dir, struct heartbeat_seen *out,
                   unsigned max, unsigned *n, struct diag *d)
{
	struct reading r = { dir, out, max, 0 };
	int result = directory_each(dir, visit, &r, d);

	*n = r.n;
	return result;
}

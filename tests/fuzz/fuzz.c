/* What all fuzz targets need: a directory, files and descriptors. */
#include "fuzz.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fdio.h"

#define STREAM_NAME "input"

static char path[] = "/tmp/vg-fuzz.XXXXXX";
static struct directory dir = { -1, path };
static pid_t owner;

char *fuzz_string(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	REQUIRE(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* A directory_visit. */
static int remove_file(void *context, const char *name, struct diag *d)
{
	(void)context;
	(void)d;
	(void)unlinkat(dir.fd, name, 0);
	return 0;
}

static void remove_directory(void)
{
	struct diag ignored;

	if (getpid() != owner)
		return;
	(void)directory_each(&dir, remove_file, NULL, &ignored);
	(void)rmdir(path);
}

const struct directory *fuzz_directory(void)
{
	struct diag d;

	if (dir.fd < 0) {
		REQUIRE(mkdtemp(path) != NULL);
		REQUIRE(directory_open(&dir, path, 0, &d) == 0);
		owner = getpid();
		REQUIRE(atexit(remove_directory) == 0);
	}
	return &dir;
}

void fuzz_write(const char *name, const void *data, size_t size)
{
	int fd = openat(fuzz_directory()->fd, name,
	                O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	REQUIRE(fd >= 0);
	REQUIRE(fdio_write(fd, data, size) == 0);
	REQUIRE(close(fd) == 0);
}

int fuzz_open(const void *data, size_t size)
{
	int fd;

	fuzz_write(STREAM_NAME, data, size);
	fd = openat(fuzz_directory()->fd, STREAM_NAME, O_RDONLY | O_CLOEXEC);
	REQUIRE(fd >= 0);
	return fd;
}

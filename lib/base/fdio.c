/* Read and write descriptors completely; sync and lock files. */

/* For flock(), which every system we know has, and Linux's F_SETPIPE_SZ. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE

#include "base/fdio.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 18)       /* as much as stays in the cache */
#define CALL_MAX ((size_t)1 << 30) /* the largest portable read or write */

static size_t at_most(size_t size)
{
	return size < CALL_MAX ? size : CALL_MAX;
}

/*
 * Read SIZE bytes, or fewer at the end of the file, from *OFFSET or, if OFFSET
 * is NULL, from the file's position.
 */
static int read_all(int fd, unsigned char *p, size_t size,
                    const uint64_t *offset, size_t *got)
{
	*got = 0;
	while (*got < size) {
		size_t left = at_most(size - *got);
		ssize_t n = offset != NULL
		                ? pread(fd, p + *got, left,
		                        (off_t)(*offset + *got))
		                : read(fd, p + *got, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return 0;
}

int fdio_read(int fd, void *buffer, size_t size, size_t *got)
{
	return read_all(fd, buffer, size, NULL, got);
}

int fdio_read_at(int fd, void *buffer, size_t size, uint64_t offset,
                 size_t *got)
{
	return read_all(fd, buffer, size, &offset, got);
}

/* Write SIZE bytes at *OFFSET or, if OFFSET is NULL, at the file's position. */
static int write_all(int fd, const unsigned char *p, size_t size,
                     const uint64_t *offset)
{
	uint64_t at = offset != NULL ? *offset : 0;

	while (size > 0) {
		ssize_t n = offset != NULL
		                ? pwrite(fd, p, at_most(size), (off_t)at)
		                : write(fd, p, at_most(size));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		p += n;
		size -= (size_t)n;
		at += (uint64_t)n;
	}
	return 0;
}

int fdio_write(int fd, const void *buffer, size_t size)
{
	return write_all(fd, buffer, size, NULL);
}

int fdio_write_at(int fd, const void *buffer, size_t size, uint64_t offset)
{
	return write_all(fd, buffer, size, &offset);
}

int fdio_sync(int fd)
{
#ifdef F_FULLFSYNC /* macOS: fsync() alone stops at the drive's cache */
	if (fcntl(fd, F_FULLFSYNC) == 0)
		return 0;
#endif
	return fsync(fd) == 0 ? 0 : errno;
}

int fdio_sync_directory(int fd)
{
	/* Some file systems cannot sync directories. */
	if (fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP ||
	    errno == EOPNOTSUPP)
		return 0;
	return errno;
}

int fdio_lock(int fd, int wait)
{
	while (flock(fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB) != 0)
		if (errno != EINTR)
			return errno;
	return 0;
}

void fdio_unlock(int fd)
{
	(void)flock(fd, LOCK_UN);
}

int fdio_lock_look(int fd)
{
	while (flock(fd, LOCK_SH | LOCK_NB) != 0)
		if (errno != EINTR)
			return errno;
	fdio_unlock(fd);
	return 0;
}

int fdio_has_no_locks(int error)
{
	return error == ENOLCK || error == ENOTSUP || error == EOPNOTSUPP ||
	       error == ENOSYS;
}

int fdio_random(void *data, size_t size)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC), error;
	size_t got = 0;

	if (fd < 0)
		return errno;
	error = fdio_read(fd, data, size, &got);
	(void)close(fd);
	return error == 0 && got != size ? EIO : error;
}

void fdio_guard_standard(void)
{
	/* open() returns the lowest free descriptor, which is FD. */
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
#ifdef SIGXFSZ
	(void)signal(SIGXFSZ, SIG_IGN);
#endif
}

void fdio_allow_loss(void)
{
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		int flags = fcntl(fd, F_GETFL), sink;

		if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY)
			continue;
		sink = open("/dev/null", O_WRONLY | O_CLOEXEC);
		if (sink < 0)
			continue;
		(void)dup2(sink, fd);
		(void)close(sink);
	}
	(void)signal(SIGPIPE, SIG_IGN);
}

void fdio_widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
#else
	(void)fd;
#endif
}

/* Hold the lock of the one run of a dataset, by an open descriptor. */
#include "run/run_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fdio.h"
#include "base/utctime.h"

#define TRIES 100
#define HOLDER_MAX 160 /* bytes of the text, with its NUL */
#define NAME_MAX_BYTES 64

/*
 * Open the file. Another user's can only be read, which is enough to lock it.
 */
static int open_file(const struct directory *dir)
{
	const int flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	int fd = openat(dir->fd, RUN_LOCK_FILE, O_RDWR | O_CREAT | flags, 0666);

	if (fd < 0 && (errno == EACCES || errno == EPERM))
		fd = openat(dir->fd, RUN_LOCK_FILE, O_RDONLY | flags);
	return fd;
}

/* Whether FD is still the file of that name: its last owner may remove it. */
static int is_current(const struct directory *dir, int fd)
{
	struct stat ours, named;

	return fstat(fd, &ours) == 0 &&
	       fstatat(dir->fd, RUN_LOCK_FILE, &named, AT_SYMLINK_NOFOLLOW) ==
	           0 &&
	       ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

/*
 * The holder says who it is, unless the file has other names, which may be
 * anybody's. Errors are ignored: it is for people only.
 */
static void write_holder(int fd)
{
	char text[HOLDER_MAX], host[NAME_MAX_BYTES] = "unknown";
	char when[UTCTIME_TEXT];
	struct timespec now;
	struct stat st;
	int n;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink != 1)
		return;
	(void)gethostname(host, sizeof host - 1);
	(void)clock_gettime(CLOCK_REALTIME, &now);
	utctime_format((int64_t)now.tv_sec, when);
	n = snprintf(text, sizeof text, "process %ld of user %ld on %s, since %s\n",
	             (long)getpid(), (long)getuid(), host, when);
	if (ftruncate(fd, 0) == 0 && n > 0 && (size_t)n < sizeof text)
		(void)fdio_write_at(fd, text, (size_t)n, 0);
}

static int refuse(const struct directory *dir, int fd, struct diag *d)
{
	char text[HOLDER_MAX];
	size_t got = 0;

	if (fdio_read_at(fd, text, sizeof text - 1, 0, &got) != 0)
		got = 0;
	text[got] = '\0';
	text[strcspn(text, "\n")] = '\0';
	(void)diag_data(d, "%s: another run is working on this dataset (%s); "
	                "see its PROGRESS.txt, and begin again when it has "
	                "ended", dir->path, *text != '\0' ? text : "unknown");
	return 1;
}

/* Returns as run_lock_take, or 2 to try again. */
static int try_once(struct run_lock *l, struct diag *d)
{
	struct stat st;
	int error;

	l->fd = open_file(l->dir);
	if (l->fd < 0)
		return diag_system(d, errno, "%s/" RUN_LOCK_FILE ": open for "
		                   "writing", l->dir->path);
	if (fstat(l->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return diag_data(d, "%s/" RUN_LOCK_FILE ": not a regular file",
		                 l->dir->path);
	error = fdio_lock(l->fd, 0);
	if (error == EWOULDBLOCK)
		return refuse(l->dir, l->fd, d);
	if (error != 0) {
		if (fdio_has_no_locks(error)) /* nobody holds it */
			(void)unlinkat(l->dir->fd, RUN_LOCK_FILE, 0);
		return directory_fail_lock(l->dir, RUN_LOCK_FILE, error, d);
	}
	if (!is_current(l->dir, l->fd))
		return 2;
	write_holder(l->fd);
	return 0;
}

int run_lock_take(struct run_lock *l, const struct directory *dir,
                  struct diag *d)
{
	int result = 2;

	l->dir = dir;
	for (int i = 0; i < TRIES && result == 2; i++) {
		result = try_once(l, d);
		if (result != 0 && l->fd >= 0) {
			(void)close(l->fd);
			l->fd = -1;
		}
	}
	if (result == 2)
		return diag_data(d, "%s/" RUN_LOCK_FILE ": is replaced again "
		                 "and again", dir->path);
	return result;
}

void run_lock_release(struct run_lock *l)
{
	if (l->fd < 0)
		return;
	if (is_current(l->dir, l->fd))
		(void)unlinkat(l->dir->fd, RUN_LOCK_FILE, 0);
	(void)close(l->fd);
	l->fd = -1;
}

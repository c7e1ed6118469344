/* Write a file that appears under its name whole and synced, or not at all. */
#include "base/atomicfile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fdio.h"
#include "base/newname.h"

#define SUFFIX ".tmp"
#define TRIES 100
#define NUMBER_DIGITS 10

static int fail(const struct atomicfile *f, int errnum, const char *call,
                struct diag *d)
{
	return diag_system(d, errnum, "%s/%s: %s", f->dir->path, f->name,
	                   call);
}

/*
 * Create and lock the temporary, under a name that others cannot take before us.
 * Between the two, a sweep may take it for a leftover and remove its name; then
 * EEXIST makes the caller try another.
 */
static int create_locked(struct atomicfile *f)
{
	uint32_t number;
	struct stat st;
	int error = fdio_random(&number, sizeof number);

	if (error != 0)
		return error;

	(void)snprintf(f->temporary, sizeof f->temporary, ".%s.%ld.%" PRIu32 SUFFIX,
	               f->name, (long)getpid(), number);
	f->fd = openat(f->dir->fd, f->temporary,
	               O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (f->fd < 0)
		return errno;
	/* On a file system without locks, a sweep gets none either. */
	if (fdio_lock(f->fd, 0) != EWOULDBLOCK && fstat(f->fd, &st) == 0 &&
	    st.st_nlink > 0)
		return 0;
	(void)close(f->fd);
	f->fd = -1;
	return EEXIST;
}

int atomicfile_create(struct atomicfile *f, const struct directory *dir,
                      const char *name, struct diag *d)
{
	int error = EEXIST;

	f->dir = dir;
	f->fd = -1;
	f->finished = 0;
	f->size_bytes = 0;
	(void)snprintf(f->name, sizeof f->name, "%s", name);
	for (unsigned i = 0; i < TRIES && error == EEXIST; i++)
		error = create_locked(f);
	return error == 0 ? 0 : fail(f, error, "create", d);
}

int atomicfile_write(struct atomicfile *f, const void *data, size_t size,
                     struct diag *d)
{
	int error = fdio_write(f->fd, data, size);

	f->size_bytes += size;
	return error == 0 ? 0 : fail(f, error, "write", d);
}

int atomicfile_write_at(struct atomicfile *f, const void *data, size_t size,
                        uint64_t offset, struct diag *d)
{
	int error = fdio_write_at(f->fd, data, size, offset);

	return error == 0 ? 0 : fail(f, error, "write", d);
}

int atomicfile_cut(struct atomicfile *f, size_t size, struct diag *d)
{
	if (ftruncate(f->fd, (off_t)size) != 0)
		return fail(f, errno, "truncate", d);
	f->size_bytes = size;
	return 0;
}

int atomicfile_digest(const struct atomicfile *f, struct digest128 *out,
                      struct diag *d)
{
	uint64_t size_bytes;
	int error = digest_file(f->fd, out, &size_bytes);

	if (error == 0 && size_bytes != f->size_bytes)
		error = EIO;
	return error == 0 ? 0 : fail(f, error, "read back", d);
}

/*
 * Close to learn of late write errors. A duplicate descriptor keeps the lock
 * until the temporary has its final name.
 */
int atomicfile_finish(struct atomicfile *f, struct diag *d)
{
	int error, keeper;

	if (f->finished)
		return 0;
	error = fdio_sync(f->fd);
	if (error != 0)
		return fail(f, error, "fsync", d);
	keeper = fcntl(f->fd, F_DUPFD_CLOEXEC, 0);
	if (keeper < 0)
		return fail(f, errno, "dup", d);
	if (close(f->fd) != 0) {
		error = errno;
		f->fd = keeper;
		return fail(f, error, "close", d);
	}
	f->fd = keeper;
	f->finished = 1;
	return 0;
}

/* The last step of publishing, once the file has its final name. */
static int end_publishing(struct atomicfile *f, struct diag *d)
{
	int error = fdio_sync_directory(f->dir->fd);

	/* A duplicate: atomicfile_finish checked the close of the data. */
	(void)close(f->fd);
	f->fd = -1;
	return error == 0 ? 0 : fail(f, error, "fsync directory", d);
}

int atomicfile_publish_new(struct atomicfile *f, struct diag *d)
{
	int error;

	if (atomicfile_finish(f, d) != 0)
		return -1;
	error = newname(f->dir->fd, f->temporary, f->name);
	if (error == EEXIST)
		return 1;
	if (error != 0)
		return fail(f, error, "publish", d);
	return end_publishing(f, d);
}

void atomicfile_keep_mode(const struct atomicfile *f)
{
	struct stat st;

	if (fstatat(f->dir->fd, f->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode))
		(void)fchmod(f->fd, st.st_mode & 0777);
}

int atomicfile_replace(struct atomicfile *f, struct diag *d)
{
	if (atomicfile_finish(f, d) != 0)
		return -1;
	if (renameat(f->dir->fd, f->temporary, f->dir->fd, f->name) != 0)
		return fail(f, errno, "rename", d);
	return end_publishing(f, d);
}

void atomicfile_abandon(struct atomicfile *f)
{
	if (f->fd < 0)
		return;
	(void)unlinkat(f->dir->fd, f->temporary, 0);
	(void)close(f->fd);
	f->fd = -1;
}

int atomicfile_scratch(const struct directory *dir, struct diag *d)
{
	struct atomicfile f;

	if (atomicfile_create(&f, dir, ATOMICFILE_SCRATCH, d) != 0)
		return -1;
	if (unlinkat(dir->fd, f.temporary, 0) != 0 && errno != ENOENT) {
		(void)fail(&f, errno, "unlink", d);
		(void)close(f.fd);
		return -1;
	}
	return f.fd;
}

/* The start of the number that ends before END, after a dot; or NULL. */
static const char *number_before(const char *name, const char *end)
{
	const char *at = end;

	while (at > name && at[-1] >= '0' && at[-1] <= '9')
		at--;
	if (at == end || at == name || at[-1] != '.')
		return NULL;
	/* As printed: without zeros in front. */
	return *at == '0' && end - at > 1 ? NULL : at;
}

/* .FINAL.PID.NUMBER.tmp, as create_locked makes it */
int atomicfile_is_temporary(const char *name, char final[ATOMICFILE_NAME_MAX])
{
	size_t length = strlen(name), suffix = strlen(SUFFIX), bytes;
	const char *number, *pid;

	if (name[0] != '.' || length <= suffix ||
	    strcmp(name + length - suffix, SUFFIX) != 0)
		return 0;
	number = number_before(name, name + length - suffix);
	if (number == NULL || name + length - suffix - number > NUMBER_DIGITS)
		return 0;
	pid = number_before(name, number - 1);
	if (pid == NULL || *pid == '0' || pid - name < 3)
		return 0;
	bytes = (size_t)(pid - name) - 2;
	if (bytes >= ATOMICFILE_NAME_MAX)
		return 0;
	memcpy(final, name + 1, bytes);
	final[bytes] = '\0';
	return 1;
}

/* Remove NAME unless a living owner holds its lock. */
static void sweep_one(const struct directory *dir, const char *name)
{
	int fd = openat(dir->fd, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return;
	if (fdio_lock(fd, 0) == 0)
		(void)unlinkat(dir->fd, name, 0);
	(void)close(fd);
}

struct sweep {
	const struct directory *dir;
	atomicfile_wanted *wanted;
	const void *context;
};

static int visit(void *context, const char *name, struct diag *d)
{
	const struct sweep *s = context;
	char final[ATOMICFILE_NAME_MAX];

	(void)d;
	if (atomicfile_is_temporary(name, final) && s->wanted(s->context, final))
		sweep_one(s->dir, name);
	return 0;
}

int atomicfile_sweep(const struct directory *dir, atomicfile_wanted *wanted,
                     const void *context, struct diag *d)
{
	struct sweep s = { dir, wanted, context };

	return directory_each(dir, visit, &s, d);
}

int atomicfile_path_init(struct atomicfile_path *p, const char *path,
                         struct diag *d)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	size_t length = slash != NULL ? (size_t)(slash - path) : 0;

	memset(p, 0, sizeof *p);
	if (name[0] == '\0')
		return diag_invalid(d, "%s: must be the name of a file", path);
	if (length >= sizeof p->dir || strlen(name) >= sizeof p->name)
		return diag_invalid(d, "%s: too long; at most %d bytes for the "
		                    "file, %d for its directory", path,
		                    ATOMICFILE_NAME_MAX - 1,
		                    ATOMICFILE_PATH_MAX - 1);
	(void)snprintf(p->name, sizeof p->name, "%s", name);
	(void)snprintf(p->dir, sizeof p->dir, "%.*s", (int)length, path);
	if (length == 0)
		(void)snprintf(p->dir, sizeof p->dir, "%s",
		               slash != NULL ? "/" : ".");
	return 0;
}

int atomicfile_write_whole(const struct atomicfile_path *p, const char *text,
                           size_t size, struct diag *d)
{
	struct directory dir;
	struct atomicfile file = { .fd = -1 };
	int result = directory_open(&dir, p->dir, 0, d);

	if (result == 0)
		result = atomicfile_create(&file, &dir, p->name, d);
	if (result == 0)
		result = atomicfile_write(&file, text, size, d);
	if (result == 0) {
		atomicfile_keep_mode(&file);
		result = atomicfile_replace(&file, d);
	}
	atomicfile_abandon(&file);
	directory_close(&dir);
	return result;
}

static int has_name(const void *context, const char *final)
{
	return strcmp(final, context) == 0;
}

void atomicfile_sweep_path(const struct atomicfile_path *p)
{
	struct directory dir;
	struct diag ignored;

	if (directory_open(&dir, p->dir, 0, &ignored) == 0)
		(void)atomicfile_sweep(&dir, has_name, p->name, &ignored);
	directory_close(&dir);
}

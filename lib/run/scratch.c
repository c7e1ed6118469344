/* Make and remove a directory for trial work, known by its lock. */
#include "run/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fdio.h"

#define OWNER_FILE "owner.lock"
#define LETTERS 16
#define TRIES 100
#define DEPTH_MAX 16 /* of directories in directories */

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz012345";

/* Write ".PREFIX." and random letters. Returns 0 or an errno value. */
static int choose_name(char name[SCRATCH_NAME_MAX], const char *prefix)
{
	unsigned char random[LETTERS];
	int error = fdio_random(random, sizeof random);
	size_t at;

	if (error != 0)
		return error;
	at = (size_t)snprintf(name, SCRATCH_NAME_MAX - LETTERS, ".%s.", prefix);
	for (size_t i = 0; i < LETTERS; i++)
		name[at + i] = alphabet[random[i] % (sizeof alphabet - 1)];
	name[at + LETTERS] = '\0';
	return 0;
}

static int is_name(const char *name, const char *prefix)
{
	size_t length = strlen(prefix);

	return name[0] == '.' && strncmp(name + 1, prefix, length) == 0 &&
	       name[1 + length] == '.' &&
	       strspn(name + length + 2, alphabet) == LETTERS &&
	       name[length + 2 + LETTERS] == '\0';
}

static int open_directory(int dir_fd, const char *name)
{
	return openat(dir_fd, name,
	              O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/*
 * Lock the owner file of the directory FD, and make it if it is missing.
 * Returns the descriptor, or -1 with errno, EWOULDBLOCK if the owner lives.
 */
static int lock_owner(int fd)
{
	const int flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	int lock = openat(fd, OWNER_FILE, O_RDWR | O_CREAT | flags, 0666);
	int error;

	if (lock < 0 && (errno == EACCES || errno == EPERM))
		lock = openat(fd, OWNER_FILE, O_RDONLY | flags);
	if (lock < 0)
		return -1;
	error = fdio_lock(lock, 0);
	if (error == 0)
		return lock;
	(void)close(lock);
	errno = error;
	return -1;
}

static int remove_entries(int fd, unsigned depth);

static int remove_at(int dir_fd, const char *name, unsigned depth)
{
	int fd, error = 0;

	if (unlinkat(dir_fd, name, 0) == 0 || errno == ENOENT)
		return 0;
	error = errno;
	fd = depth < DEPTH_MAX ? open_directory(dir_fd, name) : -1;
	if (fd < 0)
		return error;
	error = remove_entries(fd, depth + 1);
	if (unlinkat(dir_fd, name, AT_REMOVEDIR) != 0 && errno != ENOENT &&
	    error == 0)
		error = errno;
	return error;
}

/* Remove what is in the directory FD, and close it. */
static int remove_entries(int fd, unsigned depth)
{
	DIR *list = fdopendir(fd);
	const struct dirent *entry;
	int error = 0;

	if (list == NULL) {
		error = errno;
		(void)close(fd);
		return error;
	}
	while ((entry = readdir(list)) != NULL) {
		int one;

		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		one = remove_at(fd, entry->d_name, depth);
		if (error == 0)
			error = one;
	}
	(void)closedir(list);
	return error;
}

int scratch_remove_tree(int dir_fd, const char *name)
{
	int error = 0;

	/* Again, if a dying process has made a file in it meanwhile. */
	for (int i = 0; i < 3; i++) {
		error = remove_at(dir_fd, name, 0);
		if (error != ENOTEMPTY && error != EEXIST)
			break;
	}
	return error;
}

/* What scratch_sweep looks for, and the first thing that it must leave. */
struct sweep {
	const struct directory *parent;
	const char *prefix;
	int left;
};

static int sweep_one(void *context, const char *name, struct diag *d)
{
	struct sweep *s = context;
	struct stat st;
	int fd, lock, error;

	if (!is_name(name, s->prefix))
		return 0;
	fd = open_directory(s->parent->fd, name);
	if (fd < 0 && errno != EACCES)
		return 0;
	lock = fd >= 0 ? lock_owner(fd) : -1;
	error = lock >= 0 ? 0 : errno;
	if (error == 0)
		error = scratch_remove_tree(s->parent->fd, name);
	if (error != 0 && error != EWOULDBLOCK && !s->left &&
	    fstatat(s->parent->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		s->left = 1;
		(void)diag_data(d, "%s/%s: left by a run of user %ld, and can "
		                "only be removed by that user: %s",
		                s->parent->path, name, (long)st.st_uid,
		                strerror(error));
	}
	if (lock >= 0)
		(void)close(lock);
	if (fd >= 0)
		(void)close(fd);
	return 0;
}

int scratch_sweep(const struct directory *parent, const char *prefix,
                  struct diag *d)
{
	struct sweep s = { parent, prefix, 0 };
	struct diag listing;

	if (directory_each(parent, sweep_one, &s, &listing) != 0 && !s.left) {
		*d = listing;
		return -1;
	}
	if (s.left)
		*d = listing;
	return s.left;
}

/* Returns 0, EEXIST to try another name, or an errno value. */
static int make_once(struct scratch *s, const char *prefix)
{
	struct stat ours, named;
	int error = choose_name(s->name, prefix);

	if (error != 0)
		return error;
	if (mkdirat(s->parent.fd, s->name, 0777) != 0)
		return errno;
	s->dir.fd = open_directory(s->parent.fd, s->name);
	if (s->dir.fd >= 0)
		s->lock = lock_owner(s->dir.fd);
	/* a sweep may have locked or removed it before it was locked here */
	if (s->lock < 0)
		error = errno == EWOULDBLOCK || errno == ENOENT ? EEXIST
		                                                : errno;
	else if (fstat(s->dir.fd, &ours) != 0 ||
	         fstatat(s->parent.fd, s->name, &named, AT_SYMLINK_NOFOLLOW) !=
	             0 || ours.st_ino != named.st_ino)
		error = EEXIST;
	if (error != 0 && s->lock >= 0) {
		(void)close(s->lock);
		s->lock = -1;
	}
	if (error != 0 && s->dir.fd >= 0) {
		(void)close(s->dir.fd);
		s->dir.fd = -1;
	}
	if (error != 0 && error != EEXIST)
		(void)scratch_remove_tree(s->parent.fd, s->name);
	return error;
}

int scratch_make(struct scratch *s, const char *parent, const char *prefix,
                 struct diag *d)
{
	int error = EEXIST, n;

	if (directory_open(&s->parent, parent, 0, d) != 0)
		return -1;
	(void)scratch_sweep(&s->parent, prefix, d);
	for (int i = 0; i < TRIES && error == EEXIST; i++)
		error = make_once(s, prefix);
	if (fdio_has_no_locks(error))
		return directory_fail_lock(&s->parent, s->name, error, d);
	if (error != 0)
		return diag_system(d, error, "%s: make a directory for the "
		                   "trial", parent);
	n = snprintf(s->path, sizeof s->path, "%s/%s", parent, s->name);
	if (n < 0 || (size_t)n >= sizeof s->path)
		return diag_invalid(d, "%s: the path is too long", parent);
	s->dir.path = s->path;
	return 0;
}

int scratch_keep(struct scratch *s, struct diag *d)
{
	if (renameat(s->parent.fd, s->name, s->parent.fd, s->name + 1) != 0)
		return diag_system(d, errno, "%s: rename", s->path);
	(void)snprintf(s->path, sizeof s->path, "%s/%s", s->parent.path,
	               s->name + 1);
	directory_close(&s->dir);
	return 0;
}

void scratch_remove(struct scratch *s)
{
	if (s->dir.fd >= 0)
		(void)scratch_remove_tree(s->parent.fd, s->name);
	if (s->lock >= 0)
		(void)close(s->lock);
	directory_close(&s->dir);
	directory_close(&s->parent);
	s->lock = -1;
}

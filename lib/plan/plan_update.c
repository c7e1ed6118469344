/* Create PLAN.txt or let it grow, by compare and replace under its lock. */
#include "plan/plan_update.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fdio.h"
#include "plan/plan_file.h"

#define TRIES 1000 /* each fails only because somebody else succeeded */

/*
 * Wait for the lock of PLAN.txt. *FD holds it, or is -1 if the file that was
 * locked is not PLAN.txt any more. Returns 0, or -1 with a diag.
 */
static int lock(const struct directory *dir, int *fd, struct diag *d)
{
	struct stat locked, named;
	int error;

	/* Over NFS, an exclusive lock requires a file open for writing. */
	*fd = directory_open_as(dir, PLAN_FILE_NAME, O_RDWR, d);
	if (*fd < 0 && (errno == EACCES || errno == EROFS))
		*fd = directory_open_file(dir, PLAN_FILE_NAME, d);
	if (*fd < 0)
		return errno == ENOENT ? 0 : -1;
	error = fdio_lock(*fd, 1);
	if (error == 0 && fstat(*fd, &locked) == 0 &&
	    fstatat(dir->fd, PLAN_FILE_NAME, &named,
	            AT_SYMLINK_NOFOLLOW) == 0 &&
	    locked.st_dev == named.st_dev && locked.st_ino == named.st_ino)
		return 0;
	(void)close(*fd);
	*fd = -1;
	return error == 0 ? 0
	                  : directory_fail_lock(dir, PLAN_FILE_NAME, error, d);
}

/* Refuse a file system on which those who will make the dataset cannot lock. */
static int check_locks(const struct directory *dir, struct diag *d)
{
	int fd = directory_open_file(dir, PLAN_FILE_NAME, d), error;

	if (fd < 0)
		return -1;
	error = fdio_lock_look(fd);
	(void)close(fd);
	return fdio_has_no_locks(error)
	           ? directory_fail_lock(dir, PLAN_FILE_NAME, error, d)
	           : 0;
}

struct update {
	const struct directory *dir;
	plan_wish *wish;
	void *context;
	int dry_run;
	int exists; /* a new PLAN.txt could not take its name */
	int fd;     /* holds the lock of PLAN.txt, or is -1 */
};

/* Make *P PLAN.txt where there is none. Returns as try does. */
static int create(struct update *u, const struct plan *p, struct diag *d)
{
	if (u->exists)
		return diag_data(d, "%s/%s: exists but cannot be opened",
		                 u->dir->path, PLAN_FILE_NAME);
	u->exists = plan_file_write(p, u->dir, 0, d);
	return u->exists;
}

/* One try. Returns 0; 1 to try again; -1 with a diag. */
static int try(struct update *u, struct plan *p, struct diag *d)
{
	struct plan says;
	int found = plan_file_read(&says, u->dir, d);

	if (found < 0)
		return -1;
	*p = says;
	if (u->wish(u->context, found > 0 ? &says : NULL, p, d) != 0)
		return -1;
	if (u->dry_run)
		return 0;
	if (found > 0 && p->samples <= says.samples &&
	    plan_same_storage(p, &says))
		return check_locks(u->dir, d);
	if (found == 0)
		return create(u, p, d);
	if (u->fd >= 0)
		return plan_file_write(p, u->dir, 1, d);
	return lock(u->dir, &u->fd, d) == 0 ? 1 : -1;
}

int plan_update(struct plan *p, const struct directory *dir, plan_wish *wish,
                void *context, int dry_run, struct diag *d)
{
	struct update u = { dir, wish, context, dry_run, 0, -1 };
	int result = 1;

	for (int i = 0; i < TRIES && result > 0; i++)
		result = try(&u, p, d);
	/* Nothing was written through it. */
	if (u.fd >= 0)
		(void)close(u.fd);
	if (result <= 0)
		return result;
	return diag_data(d, "%s/%s: changes all the time", dir->path,
	                 PLAN_FILE_NAME);
}

/* Write arrays as a directory of .npy files, whole or not at all. */
#include "archive/npy_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/bufferedfile.h"
#include "archive/npy.h"
#include "base/bytes.h"
#include "base/fdio.h"

#define SUFFIX ".dir" /* of the hidden directory, after its lock's name */
#define HIDDEN_MAX (sizeof((struct atomicfile *)0)->temporary + sizeof SUFFIX)

struct array {
	const struct record_field *field;
	size_t header; /* bytes, enough for any number of samples */
	struct atomicfile file;
	struct bufferedfile buffer;
};

struct npy_directory {
	const struct record_head *head;
	struct directory parent;
	struct atomicfile lock; /* never published: only its temporary */
	char hidden[HIDDEN_MAX];
	int made;               /* the hidden directory exists */
	struct directory dir;   /* the hidden one */
	struct array array[RECORD_ARRAYS_MAX];
	unsigned arrays;
	uint64_t added;         /* samples */
};

static int fail(const struct npy_directory *n, int errnum, const char *call,
                struct diag *d)
{
	return diag_system(d, errnum, "%s/%s: %s", n->parent.path,
	                   n->lock.name, call);
}

/* A directory_visit: remove file NAME of directory CONTEXT. */
static int remove_file(void *context, const char *name, struct diag *d)
{
	const struct directory *dir = context;

	(void)d;
	(void)unlinkat(dir->fd, name, 0);
	return 0;
}

/* Remove directory NAME in PARENT and the files in it. Errors are ignored. */
static void remove_directory(const struct directory *parent, const char *name)
{
	struct directory dir = { .path = name };
	struct diag ignored;

	dir.fd = openat(parent->fd, name,
	                O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (dir.fd >= 0)
		(void)directory_each(&dir, remove_file, &dir, &ignored);
	directory_close(&dir);
	(void)unlinkat(parent->fd, name, AT_REMOVEDIR);
}

/* Whether the owner of temporary NAME in DIR lives. */
static int is_locked(const struct directory *dir, const char *name)
{
	int fd = openat(dir->fd, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	int locked = fd >= 0 && fdio_lock_look(fd) == EWOULDBLOCK;

	if (fd >= 0)
		(void)close(fd);
	return locked;
}

/* A directory_visit: remove NAME if a killed writer of N left it. */
static int sweep(void *context, const char *name, struct diag *d)
{
	struct npy_directory *n = context;
	char lock[HIDDEN_MAX], final[ATOMICFILE_NAME_MAX];
	size_t length = strlen(name), suffix = strlen(SUFFIX);

	(void)d;
	if (length <= suffix || length >= sizeof lock ||
	    strcmp(name + length - suffix, SUFFIX) != 0)
		return 0;
	memcpy(lock, name, length - suffix);
	lock[length - suffix] = '\0';
	if (atomicfile_is_temporary(lock, final) &&
	    strcmp(final, n->lock.name) == 0 && !is_locked(&n->parent, lock))
		remove_directory(&n->parent, name);
	return 0;
}

static int begin_array(struct npy_directory *n,
                       const struct record_field *field, struct diag *d)
{
	struct array *a = &n->array[n->arrays];
	char header[NPY_HEADER_MAX], name[RECORD_NAME_MAX + 4];

	a->field = field;
	a->header = npy_stacked_header(header, 0, field, RECORD_COUNT_MAX);
	a->file.fd = -1;
	n->arrays++;
	(void)snprintf(name, sizeof name, "%s.npy", field->name);
	if (atomicfile_create(&a->file, &n->dir, name, d) != 0 ||
	    bufferedfile_init(&a->buffer, &a->file, d) != 0)
		return -1;
	(void)npy_stacked_header(header, a->header, field, n->added);
	return bufferedfile_write(&a->buffer, header, a->header, d);
}

static int make_hidden(struct npy_directory *n, struct diag *d)
{
	(void)snprintf(n->hidden, sizeof n->hidden, "%s" SUFFIX,
	               n->lock.temporary);
	if (mkdirat(n->parent.fd, n->hidden, 0777) != 0)
		return fail(n, errno, "mkdir", d);
	n->made = 1;
	n->dir.path = n->lock.name;
	n->dir.fd = openat(n->parent.fd, n->hidden,
	                   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return n->dir.fd >= 0 ? 0 : fail(n, errno, "open", d);
}

int npy_directory_create(struct npy_directory **out,
                         const struct atomicfile_path *p,
                         const struct record_head *head, struct diag *d)
{
	struct npy_directory *n = calloc(1, sizeof *n);

	*out = n;
	if (n == NULL)
		return diag_system(d, ENOMEM, "%s", p->name);
	n->head = head;
	n->lock.fd = n->dir.fd = -1;
	if (directory_open(&n->parent, p->dir, 0, d) != 0 ||
	    atomicfile_create(&n->lock, &n->parent, p->name, d) != 0 ||
	    directory_each(&n->parent, sweep, n, d) != 0 ||
	    make_hidden(n, d) != 0)
		return -1;
	for (unsigned i = 0; i < head->fields; i++)
		if (begin_array(n, &head->field[i], d) != 0)
			return -1;
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++)
		if (begin_array(n, record_header_field(i), d) != 0)
			return -1;
	return 0;
}

void npy_directory_free(struct npy_directory *n)
{
	if (n == NULL)
		return;
	for (unsigned i = 0; i < n->arrays; i++) {
		bufferedfile_free(&n->array[i].buffer);
		atomicfile_abandon(&n->array[i].file);
	}
	directory_close(&n->dir);
	if (n->made)
		remove_directory(&n->parent, n->hidden);
	atomicfile_abandon(&n->lock);
	directory_close(&n->parent);
	free(n);
}

int npy_directory_add(struct npy_directory *n, uint64_t index, uint64_t hash,
                      const unsigned char *payload, struct diag *d)
{
	const uint64_t word[RECORD_HEADER_FIELDS] = {
		[RECORD_HEADER_INDEX] = index,
		[RECORD_HEADER_HASH] = hash,
	};
	unsigned char bytes[RECORD_HEADER_FIELD_BYTES];

	for (unsigned i = 0; i < n->arrays; i++) {
		struct array *a = &n->array[i];
		const unsigned char *from = bytes;

		if (i < n->head->fields)
			from = payload + a->field->offset;
		else
			bytes_put64(bytes, word[i - n->head->fields]);
		if (bufferedfile_write(&a->buffer, from,
		                       (size_t)a->field->bytes, d) != 0)
			return -1;
	}
	n->added++;
	return 0;
}

/* Complete array A, and give it its name in the hidden directory. */
static int finish_array(const struct npy_directory *n, struct array *a,
                        struct diag *d)
{
	char header[NPY_HEADER_MAX];

	(void)npy_stacked_header(header, a->header, a->field, n->added);
	if (bufferedfile_write_at(&a->buffer, header, a->header, 0, d) != 0 ||
	    bufferedfile_flush(&a->buffer, d) != 0)
		return -1;
	return atomicfile_replace(&a->file, d);
}

int npy_directory_publish(struct npy_directory *n, struct diag *d)
{
	int error;

	for (unsigned i = 0; i < n->arrays; i++)
		if (finish_array(n, &n->array[i], d) != 0)
			return -1;
	/* This replaces an empty directory at most. */
	if (renameat(n->parent.fd, n->hidden, n->parent.fd, n->lock.name) != 0)
		return errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR
		           ? 1
		           : fail(n, errno, "rename", d);
	n->made = 0;
	error = fdio_sync_directory(n->parent.fd);
	return error == 0 ? 0 : fail(n, error, "fsync directory", d);
}

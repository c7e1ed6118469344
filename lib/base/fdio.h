#ifndef VG_FDIO_H
#define VG_FDIO_H

#include <stddef.h>
#include <stdint.h>

/*
 * Whole reads and writes on file descriptors. EINTR is retried; a short read
 * means the end of the file and nothing else. Errors are errno values, so
 * that the caller can say which file they belong to.
 */

/*
 * Read SIZE bytes into BUFFER. *GOT says how many came before the end of the
 * file. Returns 0 or an errno value.
 */
int fdio_read(int fd, void *buffer, size_t size, size_t *got);

/* The same at OFFSET of a file, not moving its position. */
int fdio_read_at(int fd, void *buffer, size_t size, uint64_t offset,
                 size_t *got);

/* Write all SIZE bytes. Returns 0 or an errno value. */
int fdio_write(int fd, const void *buffer, size_t size);

/* The same at OFFSET of a file, not moving its position. */
int fdio_write_at(int fd, const void *buffer, size_t size, uint64_t offset);

/*
 * Make what was written durable. A failure is final for that file: a second
 * call may say that all is well though data are lost. Returns 0 or an errno
 * value.
 */
int fdio_sync(int fd);

/* The same for a directory's entries. */
int fdio_sync_directory(int fd);

/*
 * Lock an open file against other holders of fdio_lock. The lock ends with
 * the last descriptor of this open file, so it dies with its process. With
 * WAIT 0 a lock held elsewhere gives EWOULDBLOCK. Returns 0 or an errno.
 */
int fdio_lock(int fd, int wait);

/*
 * Whether somebody holds fdio_lock on the file. Any number may ask at once.
 * Where there are no locks, nobody does.
 */
int fdio_locked(int fd);

/*
 * Fill descriptors 0 to 2 where they are closed, in a way that using them is
 * still an error, so that no file of ours comes to stand there and is written
 * into by a print; and let a write beyond a limit of size fail, not kill. To be
 * called first in main.
 */
void fdio_guard_standard(void);

/* Ask for a large pipe where FD is one; it is no matter if that fails. */
void fdio_widen_pipe(int fd);

#endif

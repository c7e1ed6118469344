#ifndef VG_FDIO_H
#define VG_FDIO_H

#include <stddef.h>
#include <stdint.h>

/*
 * Complete reads and writes on file descriptors. EINTR is retried; a short
 * read always means the end of the file. Errors are returned as errno values,
 * for the caller to add the name of the file.
 */

/*
 * Read SIZE bytes, or up to the end of the file, into BUFFER; *GOT is how
 * many were read. Returns 0 or an errno value.
 */
int fdio_read(int fd, void *buffer, size_t size, size_t *got);

/* The same at OFFSET, without moving the file's position. */
int fdio_read_at(int fd, void *buffer, size_t size, uint64_t offset,
                 size_t *got);

/* Write all SIZE bytes. Returns 0 or an errno value. */
int fdio_write(int fd, const void *buffer, size_t size);

/* The same at OFFSET, without moving the file's position. */
int fdio_write_at(int fd, const void *buffer, size_t size, uint64_t offset);

/*
 * Make what was written durable. Never retry after a failure: a second call
 * may succeed although data were lost. Returns 0 or an errno value.
 */
int fdio_sync(int fd);

/* The same for the entries of a directory. */
int fdio_sync_directory(int fd);

/*
 * Lock an open file exclusively. The lock ends when the last descriptor of
 * the open file is closed, also by the death of the process. With WAIT 0, a
 * lock held elsewhere gives EWOULDBLOCK. Returns 0 or an errno value.
 */
int fdio_lock(int fd, int wait);

/*
 * Release the lock of fdio_lock. A process that locks the file again does this
 * before it closes the descriptor: if close() failed, it would wait for itself.
 */
void fdio_unlock(int fd);

/*
 * Look at the lock of fdio_lock: 0 if nobody holds it, EWOULDBLOCK if another
 * open file does, or another errno value. Any number of callers may look at
 * the same time.
 */
int fdio_lock_look(int fd);

/* Whether a lock failing with ERROR means that the file system has none. */
int fdio_has_no_locks(int error);

/* Fill DATA with SIZE bytes that nobody can foresee. Returns 0 or an errno. */
int fdio_random(void *data, size_t size);

/*
 * Occupy descriptors 0 to 2 where they are closed, so that no file we open
 * becomes standard output; reading or writing them still fails. Also make a
 * write beyond the file size limit fail instead of killing the process. To be
 * called first in main.
 */
void fdio_guard_standard(void);

/*
 * For a program whose answer does not depend on what it prints: let that be
 * lost, without an error, where standard output or error is closed or nobody
 * reads it. To be called after fdio_guard_standard.
 */
void fdio_allow_loss(void);

/* Enlarge the pipe FD, if it is one. Errors are ignored. */
void fdio_widen_pipe(int fd);

#endif

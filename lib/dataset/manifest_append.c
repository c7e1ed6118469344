/* Append lines to a manifest, under a lock and synced. */
#include "dataset/manifest_append.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/appendfile.h"
#include "base/atomicfile.h"
#include "base/digest.h"
#include "base/fdio.h"
#include "base/text.h"
#include "dataset/manifest_fields.h"
#include "dataset/manifest_text.h"
#include "plan/plan_command.h"

#define HEADING_BYTES (sizeof MANIFEST_TEXT_HEADING - 1)
#define TAIL_BYTES MANIFEST_COMMENT_MAX

_Static_assert(MANIFEST_COMMENT_MAX > PLAN_COMMAND_MAX + 64,
               "a comment must have room for a command and its check");

static int fail(const struct manifest_writer *w, int errnum, const char *call,
                struct diag *d)
{
	return diag_system(d, errnum, "%s/%s: %s", w->dir->path, w->name,
	                   call);
}

int manifest_check_writable(const struct directory *dir, const char *name,
                            struct diag *d)
{
	struct atomicfile trial = { .fd = -1 };
	int fd = directory_open_as(dir, name, O_RDWR | O_APPEND, d), error;

	if (fd < 0 && errno != ENOENT)
		return -1;
	/* None yet: see what can be done with a temporary for it. */
	if (fd < 0 && atomicfile_create(&trial, dir, name, d) != 0)
		return -1;
	error = fdio_lock(fd >= 0 ? fd : trial.fd, 0);
	if (fd >= 0) {
		fdio_unlock(fd);
		(void)close(fd);
	}
	atomicfile_abandon(&trial);
	if (error == 0 || error == EWOULDBLOCK)
		return 0;
	return directory_fail_lock(dir, name, error, d);
}

int manifest_lock(struct manifest_writer *w, const struct directory *dir,
                  const char *name, struct diag *d)
{
	w->dir = dir;
	(void)snprintf(w->name, sizeof w->name, "%s", name);
	w->fd = appendfile_open(dir, name, d);
	return w->fd >= 0 ? 0 : -1;
}

void manifest_unlock(struct manifest_writer *w)
{
	/* What was appended is synced already: close has nothing to lose. */
	if (w->fd >= 0) {
		fdio_unlock(w->fd);
		(void)close(w->fd);
	}
	w->fd = -1;
}

/* Whether the LENGTH bytes at LINE, with space for a NUL, are a valid line. */
static int line_ok(char *line, size_t length, const struct plan *p)
{
	struct checkpoint_entry e;
	uint64_t k, fingerprint;

	line[length] = '\0';
	return strlen(line) == length &&
	       (line[0] == '#' ? !text_has_control(line, length) :
	        manifest_text_parse(line, p, &k, &fingerprint, &e) == 0);
}

/*
 * Set *END to the end of the valid lines in the file, which has SIZE bytes: a
 * last line that is incomplete or invalid is torn. Returns 0 or an errno value.
 */
static int good_end(const struct manifest_writer *w, const struct plan *p,
                    uint64_t size, uint64_t *end)
{
	char tail[TAIL_BYTES + 1];
	uint64_t from = size > TAIL_BYTES ? size - TAIL_BYTES : 0;
	size_t got, start;
	int error = fdio_read_at(w->fd, tail, TAIL_BYTES, from, &got);

	if (error != 0)
		return error;
	*end = from + got;
	if (got == 0)
		return 0;
	start = got - 1; /* of the last line */
	while (start > 0 && tail[start - 1] != '\n')
		start--;
	if (tail[got - 1] != '\n' || !line_ok(tail + start, got - 1 - start, p))
		*end = from + start;
	return 0;
}

/*
 * Do not change a file that is not a manifest, nor the beginning of a heading,
 * which was torn when it was made.
 */
static int check_heading(const struct manifest_writer *w, struct diag *d)
{
	char heading[HEADING_BYTES];
	size_t got;
	int error = fdio_read_at(w->fd, heading, HEADING_BYTES, 0, &got);

	if (error != 0)
		return fail(w, error, "read", d);
	if (memcmp(heading, MANIFEST_TEXT_HEADING, got) != 0)
		return manifest_text_refuse(w->dir->path, w->name, heading, got,
		                            d);
	return 0;
}

/* Append TEXT at END and sync it; if that fails, truncate the file to END. */
static int append(struct manifest_writer *w, uint64_t end, const char *text,
                  struct diag *d)
{
	const char *call = "write";
	int error = fdio_write(w->fd, text, strlen(text));

	if (error == 0) {
		call = "fsync";
		error = fdio_sync(w->fd);
	}
	if (error == 0)
		return 0;
	/* If this fails too, the next writer removes the torn line. */
	if (ftruncate(w->fd, (off_t)end) != 0)
		return fail(w, error, "write and truncate back", d);
	return fail(w, error, call, d);
}

/*
 * The heading of a new manifest for plan P, with the comments, for checkpoints
 * with the arrays of HEAD, and space for a line; for the caller to free. NULL when
 * memory is short.
 */
static char *new_heading(const struct plan *p, const struct record_head *head)
{
	char fields[MANIFEST_FIELDS_MAX] = "";
	char *command = plan_command(p, "."), *text = NULL;
	size_t room;

	if (!plan_is_ours(p))
		manifest_fields_format(head, fields);
	if (command != NULL) {
		room = HEADING_BYTES + strlen(command) + strlen(fields) +
		       2 * MANIFEST_LINE_MAX;
		text = malloc(room);
		if (text != NULL)
			(void)snprintf(text, room,
			               "%s# %s # %016" PRIx64 "\n%s",
			               MANIFEST_TEXT_HEADING, command,
			               digest64(command, strlen(command)),
			               fields);
	}
	free(command);
	return text;
}

/* The text of the first lines that are comments, for the caller to free. */
static char *read_comments(const struct manifest_writer *w, struct diag *d)
{
	const size_t most = HEADING_BYTES + MANIFEST_COMMENT_MAX +
	                    MANIFEST_FIELDS_MAX;
	char *text = malloc(most + 1);
	size_t got = 0;
	int error = text == NULL ? ENOMEM
	                         : fdio_read_at(w->fd, text, most, 0, &got);

	if (error != 0) {
		(void)fail(w, error, "read", d);
		free(text);
		return NULL;
	}
	text[got] = '\0';
	return text;
}

/* See whether the manifest names the arrays of HEAD, if it names any. */
static int check_fields(const struct manifest_writer *w,
                        const struct record_head *head, struct diag *d)
{
	char *text = read_comments(w, d), *line, *rest;
	struct record_head named;
	int result = 0;

	if (text == NULL)
		return -1;
	line = strtok_r(text, "\n", &rest);
	for (; line != NULL && *line == '#' && result == 0;
	     line = strtok_r(NULL, "\n", &rest))
		if (manifest_fields_parse(line, &named) &&
		    !record_same_fields(&named, head))
			result = diag_data(
			    d, "%s/%s: the records have other arrays than the "
			    "checkpoints before: has the renderer changed?",
			    w->dir->path, w->name);
	free(text);
	return result;
}

/* Append TEXT, which has space for a line, and the line of E, at END. */
static int append_line(struct manifest_writer *w, const struct plan *p,
                       uint64_t k, const struct checkpoint_entry *e,
                       char *text, uint64_t end, struct diag *d)
{
	size_t used = strlen(text);
	uint64_t fingerprint;
	int error;

	if (plan_fingerprint(p, &fingerprint, d) != 0)
		return -1;
	manifest_text_format(p, fingerprint, k, e, text + used);
	used += strlen(text + used);
	memcpy(text + used, "\n", sizeof "\n");
	if (append(w, end, text, d) != 0)
		return -1;
	error = end == 0 ? fdio_sync_directory(w->dir->fd) : 0;
	return error == 0 ? 0 : fail(w, error, "fsync directory", d);
}

/* Append E as the first line of a manifest that has no heading, or half. */
static int begin(struct manifest_writer *w, const struct plan *p, uint64_t k,
                 const struct record_head *head,
                 const struct checkpoint_entry *e, struct diag *d)
{
	char *text = new_heading(p, head);
	int result;

	if (text == NULL)
		return diag_system(d, ENOMEM, "manifest");
	result = append_line(w, p, k, e, text, 0, d);
	free(text);
	return result;
}

int manifest_append(struct manifest_writer *w, const struct plan *p, uint64_t k,
                    const struct record_head *head,
                    const struct checkpoint_entry *e, struct diag *d)
{
	char text[MANIFEST_LINE_MAX + 1] = "";
	uint64_t end = 0;
	int error = 0, is_new;
	struct stat st;

	if (fstat(w->fd, &st) != 0)
		return fail(w, errno, "stat", d);
	is_new = (uint64_t)st.st_size < HEADING_BYTES;
	if (check_heading(w, d) != 0)
		return -1;
	if (!is_new && !plan_is_ours(p) && check_fields(w, head, d) != 0)
		return -1;
	if (!is_new)
		error = good_end(w, p, (uint64_t)st.st_size, &end);
	if (error != 0)
		return fail(w, error, "read", d);
	if (end != (uint64_t)st.st_size && ftruncate(w->fd, (off_t)end) != 0)
		return fail(w, errno, "truncate the torn line", d);
	return is_new ? begin(w, p, k, head, e, d)
	              : append_line(w, p, k, e, text, end, d);
}

/* Read, compare and write REHEARSAL.txt. */
#include "run/rehearsal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/atomicfile.h"
#include "base/fdio.h"
#include "base/text.h"
#include "base/utctime.h"

#define FILE_MAX_BYTES 65536
#define VALUE_MAX 256
#define GIB 1073741824.0
#define KEY_COLUMNS 13 /* "Fingerprint: " */

int rehearsal_binding(char text[REHEARSAL_TEXT_MAX], const struct plan *plan,
                      const struct place *place, uint64_t jobs,
                      enum workers_engine engine, struct diag *d)
{
	uint64_t fingerprint;
	struct text t;

	if (plan_fingerprint(plan, &fingerprint, d) != 0)
		return -1;
	text_begin(&t, text, REHEARSAL_TEXT_MAX);
	text_put(&t, "Fingerprint: %016" PRIx64 "\n", fingerprint);
	text_put(&t, "Tools:       vg " VG_VERSION "\n");
	/* Rounded: a new kernel, or what is on a pool, changes these a little. */
	text_put(&t, "Machine:     %s, %" PRIu64 " processors, %.0f GiB of "
	         "memory\n", place->model, place->processors,
	         (double)place->memory_bytes / GIB);
	text_put(&t, "Disk:        %.1e bytes\n", (double)place->disk_bytes);
	text_put(&t, "Jobs:        %" PRIu64 " with %s\n", jobs,
	         workers_engine_name(engine));
	return 0;
}

/* Read the file into TEXT. Returns 1, 0 if there is none, -1 with a diag. */
static int read_file(const struct directory *dir, char text[FILE_MAX_BYTES],
                     struct diag *d)
{
	int fd = directory_open_file(dir, REHEARSAL_FILE, d), error;
	size_t got = 0;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	error = fdio_read(fd, text, FILE_MAX_BYTES - 1, &got);
	(void)close(fd);
	text[got] = '\0';
	if (error != 0)
		return diag_system(d, error, "%s/" REHEARSAL_FILE ": read",
		                   dir->path);
	return 1;
}

/*
 * The value of the line that begins with KEY, LENGTH bytes with the colon,
 * printable, into VALUE, "" if there is none.
 */
static void value_of(const char *text, const char *key, size_t length,
                     char value[VALUE_MAX])
{
	struct text t;
	char raw[VALUE_MAX];

	text_begin(&t, value, VALUE_MAX);
	value[0] = '\0';
	for (; text != NULL; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (strncmp(text, key, length) != 0)
			continue;
		text += length + strspn(text + length, " ");
		(void)snprintf(raw, sizeof raw, "%.*s",
		               (int)strcspn(text, "\r\n"), text);
		text_put_shown(&t, raw);
		return;
	}
}

/* Compare the line of BINDING at LINE with the one in TEXT. */
static int agrees(const char *text, const char *line, struct diag *d)
{
	size_t length = strcspn(line, ":") + 1;
	char was[VALUE_MAX], is[VALUE_MAX], key[KEY_COLUMNS + 1];

	value_of(text, line, length, was);
	value_of(line, line, length, is);
	if (strcmp(was, is) == 0)
		return 1;
	(void)snprintf(key, sizeof key, "%.*s", (int)length - 1, line);
	key[0] = (char)(key[0] - 'A' + 'a');
	(void)diag_data(d, "rehearsed with different %s: %s, now %s", key,
	                was[0] != '\0' ? was : "unknown", is);
	return 0;
}

int rehearsal_stands(const struct directory *dir, const char *binding,
                     struct diag *d)
{
	char text[FILE_MAX_BYTES], result[VALUE_MAX];
	int found = read_file(dir, text, d);

	if (found < 0)
		return -1;
	if (found == 0) {
		(void)diag_data(d, "not rehearsed");
		return 0;
	}
	value_of(text, "Result:", strlen("Result:"), result);
	if (strcmp(result, "PASS") != 0) {
		(void)diag_data(d, "the rehearsal result is %s, not PASS",
		                result[0] != '\0' ? result : "missing");
		return 0;
	}
	for (const char *line = binding; *line != '\0';
	     line = strchr(line, '\n') + 1)
		if (!agrees(text, line, d))
			return 0;
	return 1;
}

int rehearsal_write(const struct directory *dir, const char *text,
                    struct diag *d)
{
	struct atomicfile f;
	int result = atomicfile_create(&f, dir, REHEARSAL_FILE, d);

	if (result == 0)
		result = atomicfile_write(&f, text, strlen(text), d);
	if (result == 0)
		result = atomicfile_replace(&f, d);
	atomicfile_abandon(&f);
	return result;
}

int rehearsal_override(const struct directory *dir, const char *why,
                       struct diag *d)
{
	char text[FILE_MAX_BYTES], when[UTCTIME_TEXT];
	int found = read_file(dir, text, d);
	struct timespec now;
	struct text t;
	size_t length;

	if (found < 0)
		return -1;
	if (found == 0)
		(void)snprintf(text, sizeof text, "Result:      NONE\n");
	(void)clock_gettime(CLOCK_REALTIME, &now);
	utctime_format((int64_t)now.tv_sec, when);
	length = strlen(text);
	text_begin(&t, text + length, sizeof text - length);
	if (length > 0 && text[length - 1] != '\n')
		text_put(&t, "\n");
	text_put(&t, "Overridden:  %s, --no-rehearsal, %s\n", when, why);
	if (t.cut)
		return diag_data(d, "%s/" REHEARSAL_FILE ": is too long to add "
		                 "a line; remove it", dir->path);
	return rehearsal_write(dir, text, d);
}

/* Log failed ranges in a hidden file, and count them. */
#include "dataset/failure_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/appendfile.h"
#include "base/diag.h"
#include "base/utctime.h"

#define NAME ".failures"
#define LINE_MAX_BYTES (RANGE_TEXT + UTCTIME_TEXT + 2)
#define RANGES_MAX 65536 /* failures whose ranges are compared */
#define READ_MAX ((off_t)16 << 20) /* bytes: a longer log is nobody's */

void failure_log_note(const struct directory *dir, const struct range *range,
                      int64_t now_s)
{
	char line[LINE_MAX_BYTES], text[RANGE_TEXT] = "-", when[UTCTIME_TEXT];
	struct diag ignored;
	int n, fd = appendfile_open(dir, NAME, &ignored);

	if (fd < 0)
		return;
	if (range != NULL)
		range_format(*range, text);
	utctime_format(now_s, when);
	n = snprintf(line, sizeof line, "%s %s\n", text, when);
	if (n > 0 && write(fd, line, (size_t)n) != n) {
		/* The line is torn; readers skip it. */
	}
	(void)close(fd);
}

/*
 * Parse LINE. Returns 1 if it is whole and not before SINCE_S; *KNOWN then says
 * whether it has a range, in *RANGE.
 */
static int take_line(char *line, int64_t since_s, struct range *range,
                     int *known)
{
	char *space = strchr(line, ' '), *newline = strchr(line, '\n');
	struct diag ignored;
	int64_t when_s;

	if (space == NULL || newline == NULL)
		return 0;
	*space = *newline = '\0';
	if (utctime_parse(space + 1, &when_s) != 0 || when_s < since_s)
		return 0;
	*known = range_parse(line, range, &ignored) == 0;
	return *known || strcmp(line, "-") == 0;
}

static int by_first(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->last < y->last ? -1 : x->last > y->last;
}

/* Count distinct ranges among the N at RANGE, and find the most frequent. */
static void count_distinct(struct range *range, size_t n,
                           struct failure_log *out)
{
	uint64_t same = 0;

	if (n > 0)
		qsort(range, n, sizeof *range, by_first);
	for (size_t i = 0; i < n; i++) {
		int new = i == 0 || by_first(&range[i], &range[i - 1]) != 0;

		out->ranges += (uint64_t)new;
		same = new ? 1 : same + 1;
		if (same > out->worst_times) {
			out->worst_times = same;
			out->worst = range[i];
		}
	}
}

/* Of a log that is too long, skip all but the last lines. */
static void skip_excess(FILE *in)
{
	struct stat st;
	int c;

	if (fstat(fileno(in), &st) == 0 && st.st_size > READ_MAX &&
	    fseeko(in, st.st_size - READ_MAX, SEEK_SET) == 0)
		do
			c = getc(in);
		while (c != '\n' && c != EOF);
}

void failure_log_count(const struct directory *dir, int64_t since_s,
                       struct failure_log *out)
{
	struct diag ignored;
	int fd = directory_open_file(dir, NAME, &ignored);
	FILE *in = fd < 0 ? NULL : fdopen(fd, "r");
	struct range *range = malloc(RANGES_MAX * sizeof *range), one;
	char line[LINE_MAX_BYTES + 1];
	size_t n = 0;
	int known;

	memset(out, 0, sizeof *out);
	if (in != NULL)
		skip_excess(in);
	while (in != NULL && range != NULL &&
	       fgets(line, sizeof line, in) != NULL) {
		if (!take_line(line, since_s, &one, &known))
			continue;
		out->times++;
		if (known && n < RANGES_MAX)
			range[n++] = one;
	}
	if (range != NULL)
		count_distinct(range, n, out);
	free(range);
	if (in != NULL)
		(void)fclose(in);
	else if (fd >= 0)
		(void)close(fd);
}

void failure_log_forget(const struct directory *dir)
{
	(void)unlinkat(dir->fd, NAME, 0);
}

/* Take the lines that workers report over a pipe. */
#include "run/reports.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/text.h"
#include "plan/plan.h"

void reports_free(struct reports *r)
{
	for (size_t i = 0; i < r->failures; i++)
		free(r->failure[i].why);
	free(r->failure);
	r->failure = NULL;
	r->failures = 0;
	if (r->fd >= 0)
		(void)close(r->fd);
	r->fd = -1;
}

/* No control byte reaches a terminal. */
static void show(char to[REPORTS_WHY_MAX], const char *from)
{
	struct text t;

	text_begin(&t, to, REPORTS_WHY_MAX);
	text_put_shown(&t, from);
}

/* The number *K of the checkpoint in the PATH that vg-pack printed. */
static int is_checkpoint(const char *path, uint64_t *k)
{
	const char *slash = strrchr(path, '/');

	return plan_is_checkpoint_name(slash != NULL ? slash + 1 : path, k);
}

/* The entry for RANGE: its own, or a new one; NULL when there is no room. */
static struct reports_failure *entry(struct reports *r, struct range range)
{
	size_t n = r->failures;

	for (size_t i = n; i > 0 && n - i < 64; i--)
		if (r->failure[i - 1].range.first == range.first)
			return &r->failure[i - 1];
	if (n == REPORTS_KEPT_MAX)
		return NULL;
	if ((n & (n - 1)) == 0) {
		size_t room = n == 0 ? 1 : 2 * n;
		struct reports_failure *more =
		    realloc(r->failure, room * sizeof *more);

		if (more == NULL)
			return NULL;
		r->failure = more;
	}
	r->failure[n] = (struct reports_failure){ .range = range };
	r->failures++;
	return &r->failure[n];
}

/* TEXT is "RANGE\tSTATUS\tWHY". Returns 0, or -1 if it is not. */
static int take_failure(struct reports *r, char *text)
{
	char *status = strchr(text, '\t'), *why, *copy;
	char shown[REPORTS_WHY_MAX];
	struct reports_failure *f;
	struct range range;
	struct diag ignored;
	uint64_t number;

	if (status == NULL || (why = strchr(status + 1, '\t')) == NULL)
		return -1;
	*status++ = *why++ = '\0';
	if (range_parse(text, &range, &ignored) != 0 ||
	    number_parse(status, 255, &number) != 0)
		return -1;
	show(shown, why);
	copy = strdup(shown);
	f = copy != NULL ? entry(r, range) : NULL;
	if (f == NULL) {
		free(copy);
		return 0; /* it is counted as missing all the same */
	}
	free(f->why);
	f->why = copy;
	f->status = (unsigned)number;
	f->times++;
	return 0;
}

static void take_line(struct reports *r, char *line)
{
	char shown[REPORTS_WHY_MAX];
	uint64_t k;

	if (strcmp(line, "begin") == 0)
		return;
	if (strncmp(line, "failed\t", 7) == 0 &&
	    take_failure(r, line + 7) == 0)
		return;
	if (is_checkpoint(line, &k)) {
		if (r->committed != NULL)
			r->committed(r->context, k);
		return;
	}
	if (strncmp(line, "stop\t", 5) == 0) {
		show(r->stopped, line + 5);
	} else if (strncmp(line, "said\t", 5) == 0 && r->said != NULL) {
		show(shown, line + 5);
		r->said(r->context, shown);
	} else if (*line != '\0') {
		show(r->engine, line);
	}
}

/* Add the SIZE bytes at DATA, and take each line that is whole. */
static void add(struct reports *r, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n') {
			r->line[r->length] = '\0';
			if (!r->skipping)
				take_line(r, r->line);
			r->length = 0;
			r->skipping = 0;
		} else if (r->length + 1 < sizeof r->line) {
			r->line[r->length++] = data[i] != '\0' ? data[i] : '?';
		} else if (!r->skipping) {
			r->line[r->length] = '\0';
			take_line(r, r->line);
			r->skipping = 1;
		}
	}
}

int reports_take(struct reports *r, struct diag *d)
{
	char data[4096];
	ssize_t n;

	while (r->fd >= 0) {
		n = read(r->fd, data, sizeof data);
		if (n > 0) {
			add(r, data, (size_t)n);
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (n < 0)
			(void)diag_system(d, errno, "reports of workers: read");
		if (r->length > 0)
			add(r, "\n", 1); /* its writer was killed */
		(void)close(r->fd);
		r->fd = -1;
		return n < 0 ? -1 : 0;
	}
	return 0;
}

static int by_first(const void *a, const void *b)
{
	const struct reports_failure *x = a, *y = b;

	if (x->range.first != y->range.first)
		return x->range.first < y->range.first ? -1 : 1;
	return 0;
}

const struct reports_failure *reports_find(struct reports *r, uint64_t first)
{
	struct reports_failure key = { .range = { .first = first } };

	if (r->failures == 0)
		return NULL;
	if (!r->sorted)
		qsort(r->failure, r->failures, sizeof *r->failure, by_first);
	r->sorted = 1;
	return bsearch(&key, r->failure, r->failures, sizeof *r->failure,
	               by_first);
}

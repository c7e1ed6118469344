/* How a dataset was made, and what one still lacks, by its directory. */
#include "forecast/measure_run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/directory.h"
#include "dataset/dataset.h"
#include "dataset/inventory.h"
#include "dataset/presence.h"
#include "plan/plan_file.h"

#define TICK_S 0.01 /* of the times of files; less cannot be told */

/* When the file of ST was last written, seconds since 1970. */
static double written_s(const struct stat *st)
{
#ifdef __APPLE__ /* which has POSIX's time under a name of its own */
	return (double)st->st_mtime + (double)st->st_mtimensec / 1e9;
#else
	return (double)st->st_mtim.tv_sec + (double)st->st_mtim.tv_nsec / 1e9;
#endif
}

/* One archive: when it was written, and what is in it. */
struct archive {
	double at_s;
	uint64_t samples, bytes;
};

static int by_time(const void *a, const void *b)
{
	const struct archive *x = a, *y = b;

	return x->at_s < y->at_s ? -1 : x->at_s > y->at_s;
}

/* The archives that are present, N of them, by time. */
static int list_archives(const struct dataset *s,
                         const struct measure_times *times,
                         struct archive *archive, uint64_t *n, struct diag *d)
{
	uint64_t planned = plan_checkpoints(&s->plan);

	*n = 0;
	for (uint64_t k = 0; k < planned; k++) {
		const struct checkpoint_entry *e;
		struct stat st;
		int state = presence_look(s, k, &st, d);

		if (state < 0)
			return -1;
		if (state != PRESENCE_PRESENT ||
		    (times != NULL && (k >= times->checkpoints ||
		                       times->committed_s[k] == 0)))
			continue;
		e = dataset_entry(s, k);
		archive[*n].at_s = times != NULL ? times->committed_s[k]
		                                 : written_s(&st);
		archive[*n].samples = e->count;
		archive[(*n)++].bytes = e->bytes;
	}
	qsort(archive, (size_t)*n, sizeof *archive, by_time);
	return 0;
}

/*
 * Make pieces of the N archives, EACH to a piece, the last one as it comes,
 * and more where the times of files are too coarse to tell them apart.
 */
static int cut(struct measure_run *m, const struct archive *archive, uint64_t n,
               uint64_t each, double begun_s)
{
	double last_s = begun_s;
	struct forecast_piece *p = m->piece;
	const struct forecast_piece *end = p + FORECAST_PIECES_MAX;

	for (uint64_t i = 0; i < n; i++) {
		m->samples += archive[i].samples;
		m->bytes += archive[i].bytes;
		p->samples += (double)archive[i].samples;
		p->bytes += (double)archive[i].bytes;
		if ((i + 1) % each != 0 && i + 1 < n)
			continue;
		if (archive[i].at_s < last_s)
			return -1;
		p->seconds += archive[i].at_s - last_s;
		last_s = archive[i].at_s;
		if (p->seconds > 0)
			p++;
	}
	if (p == m->piece)
		(p++)->seconds = TICK_S;
	else if (p < end && p->samples > 0) {
		/* the end, at the time of what is before */
		p[-1].samples += p->samples;
		p[-1].bytes += p->bytes;
	}
	m->checkpoints = n;
	m->pieces = (unsigned)(p - m->piece);
	m->seconds = last_s > begun_s ? last_s - begun_s : TICK_S;
	if (m->pieces > 1)
		memmove(m->piece, m->piece + 1,
		        --m->pieces * sizeof *m->piece);
	return 0;
}

/* When the making of S began, into *BEGUN_S. Returns 0, or -1 with a diag. */
static int see_begin(const struct dataset *s, const struct measure_times *times,
                     double *begun_s, struct diag *d)
{
	struct stat plan;

	if (times == NULL &&
	    fstatat(s->dir.fd, PLAN_FILE_NAME, &plan, AT_SYMLINK_NOFOLLOW) != 0)
		return diag_system(d, errno, "%s/" PLAN_FILE_NAME ": stat",
		                   s->dir.path);
	*begun_s = times != NULL ? times->begun_s : written_s(&plan);
	return 0;
}

static int measure(struct measure_run *m, const struct dataset *s,
                   uint64_t jobs, const struct measure_times *times,
                   struct diag *d)
{
	uint64_t planned = plan_checkpoints(&s->plan), each = jobs, n;
	struct archive *archive = calloc((size_t)planned, sizeof *archive);
	double begun_s = 0;
	int result;

	if (archive == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	result = list_archives(s, times, archive, &n, d);
	if (result == 0)
		result = see_begin(s, times, &begun_s, d);
	while ((n + each - 1) / each > FORECAST_PIECES_MAX)
		each += jobs;
	if (result == 0 && n == 0)
		result = diag_data(d, "%s: has no checkpoint to measure",
		                   s->dir.path);
	else if (result == 0 && cut(m, archive, n, each, begun_s) != 0)
		result = diag_data(d, "%s: was not made in one go, as the "
		                   "times of its files tell", s->dir.path);
	free(archive);
	return result;
}

int measure_run(struct measure_run *m, const char *path, uint64_t jobs,
                const struct measure_times *times, struct diag *d)
{
	struct dataset s = DATASET_CLOSED;
	int result;

	*m = (struct measure_run){ .samples = 0 };
	result = dataset_open(&s, path, d);
	if (result == 0)
		result = dataset_refresh(&s, NULL, d);
	if (result == 0)
		result = measure(m, &s, jobs, times, d);
	if (result == 0)
		m->plan = s.plan;
	dataset_close(&s);
	return result;
}

int measure_rest(struct measure_rest *r, const char *path,
                 const struct plan *asked, struct diag *d)
{
	struct dataset s = DATASET_CLOSED;
	struct inventory inventory;
	const struct inventory_count *count = &inventory.count;
	int result;

	*r = (struct measure_rest){ .samples = 0 };
	result = dataset_open(&s, path, d);
	if (result == 0 && asked != NULL)
		s.plan.samples = asked->samples;
	if (result == 0)
		result = dataset_refresh(&s, NULL, d);
	if (result == 0)
		result = inventory_take(&inventory, &s, NULL, d);
	if (result == 0) {
		r->plan = s.plan;
		r->present = count->samples;
		r->bytes = count->bytes;
		r->samples = s.plan.samples - count->samples;
		r->checkpoints = plan_checkpoints(&s.plan) - count->checkpoints;
	}
	dataset_close(&s);
	return result;
}

/* Tell what is seen: facts once, then each form that was asked for. */
#include "progress/reporter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "progress/report_json.h"
#include "progress/rows.h"
#include "progress/webpage.h"

int reporter_open(struct reporter *t, const struct reporter_request *r,
                  const struct monitor *m, struct diag *d)
{
	t->request = r;
	t->monitor = m;
	live_line_init(&t->line, r->quiet, clock_monotonic_s());
	return publisher_open(&t->publisher, &r->publish, d);
}

void reporter_close(struct reporter *t)
{
	publisher_close(&t->publisher);
	preview_free(&t->preview);
	free(t->page);
}

struct facts reporter_facts(const struct reporter *t)
{
	struct facts_trouble trouble = publisher_trouble(&t->publisher);
	struct facts facts;

	trouble.look_why = t->look_why;
	monitor_facts(t->monitor, &trouble, &facts);
	return facts;
}

int reporter_is_due(const struct reporter *t)
{
	return t->written_s <= 0 || publisher_has_news(&t->publisher) ||
	       monitor_status(t->monitor) != t->written_status ||
	       clock_monotonic_s() - t->written_s >=
	           (double)t->request->every_s;
}

/*
 * Write PROGRESS.txt and its copies. If the first fails, its copies say so, and
 * so do *F and *ROWS.
 */
static void write_text(struct reporter *t, struct facts *f, struct rows *rows)
{
	*f = reporter_facts(t);
	rows_make(rows, f);
	report_text(rows, t->text);
	if (publisher_write(&t->publisher, t->text) != 0) {
		*f = reporter_facts(t);
		rows_make(rows, f);
		report_text(rows, t->text);
	}
	publisher_send(&t->publisher, t->text);
	t->written_s = clock_monotonic_s();
	t->written_status = f->status;
}

static int write_page(struct reporter *t, const struct facts *f,
                      const struct rows *rows, struct diag *d)
{
	struct webpage page = { .name = t->request->publish.dir,
		                .facts = f,
		                .rows = rows,
		                .preview = &t->preview,
		                .every_s = (unsigned)t->request->every_s };
	size_t length;
	char *text;

	if (t->request->publish.html == NULL || f->unseen)
		return 0;
	if (f->checkpoints > 0)
		preview_show(&t->preview, &t->monitor->dataset, f->last);
	text = webpage_text(&page, &length, d);
	if (text == NULL)
		return -1;
	publisher_write_page(&t->publisher, text, length);
	free(t->page);
	t->page = text;
	return 0;
}

static int print_json(const struct rows *rows, struct diag *d)
{
	char text[REPORT_JSON_MAX];

	report_json(rows, text);
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

int reporter_write(struct reporter *t, struct diag *d)
{
	struct facts facts;
	struct rows rows;

	write_text(t, &facts, &rows);
	if (write_page(t, &facts, &rows, d) != 0)
		return -1;
	return t->request->json ? print_json(&rows, d) : 0;
}

void reporter_write_end(struct reporter *t)
{
	struct facts facts;
	struct diag ignored;
	struct rows rows;

	write_text(t, &facts, &rows);
	publisher_excuse(&t->publisher);
	(void)write_page(t, &facts, &rows, &ignored);
}

void reporter_amend(struct reporter *t)
{
	char text[REPORT_TEXT_MAX];
	struct facts facts;
	struct rows rows;

	if (!publisher_has_news(&t->publisher))
		return;
	facts = reporter_facts(t);
	rows_make(&rows, &facts);
	report_text(&rows, text);
	(void)publisher_write(&t->publisher, text);
}

void reporter_show(struct reporter *t, int last)
{
	struct facts facts = reporter_facts(t);
	struct rows rows;

	rows_make(&rows, &facts);
	live_line_show(&t->line, &rows, clock_monotonic_s(), last);
}

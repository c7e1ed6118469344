#include "progress/publisher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "progress/webpage.h"

static int open_copy(struct publisher *b, const char *path, const char *option,
                     struct diag *d)
{
	if (background_copy_init(&b->copy[b->copies++], path, d) != 0)
		return diag_within(d, "%s", option);
	return 0;
}

int publisher_open(struct publisher *b, const struct publisher_request *r,
                   struct monitor *f, struct diag *d)
{
	b->request = r;
	b->monitor = f;
	if (snprintf(b->path, sizeof b->path, "%s/%s", r->dir,
	             PUBLISHER_FILE) >= ATOMICFILE_PATH_MAX)
		return diag_invalid(d, "the name of the directory is too long");
	if (atomicfile_path_init(&b->progress, b->path, d) != 0)
		return -1;
	for (unsigned i = 0; i < r->outs; i++)
		if (open_copy(b, r->out[i], "--out", d) != 0)
			return -1;
	if (r->html != NULL && open_copy(b, r->html, "--html", d) != 0)
		return -1;
	b->hook.command = r->command;
	b->hook.path = b->path;
	return 0;
}

void publisher_close(struct publisher *b)
{
	for (unsigned i = 0; i < b->copies; i++)
		background_copy_free(&b->copy[i]);
	preview_free(&b->preview);
	free(b->page);
	b->page = NULL;
}

static unsigned long troubles(const struct publisher *b)
{
	unsigned long n = b->hook.failures;

	for (unsigned i = 0; i < b->copies; i++)
		n += (unsigned long)b->copy[i].failed;
	return n;
}

int publisher_is_news(const struct publisher *b)
{
	return troubles(b) != b->told;
}

/* PROGRESS.txt, with what is wrong elsewhere, made in TEXT. */
static void write_progress(struct publisher *b, char text[PROGRESS_TEXT_MAX])
{
	struct progress *p = &b->monitor->state;
	int failed = b->failed;

	p->copies = b->copies;
	p->copies_failed = 0;
	for (unsigned i = b->copies; i > 0; i--)
		if (b->copy[i - 1].failed) {
			p->copies_failed++;
			p->copy_why = b->copy[i - 1].why.message;
		}
	p->commands = b->hook.runs;
	p->command_failures = b->hook.failures;
	p->command_why = b->hook.why;
	progress_page(p, text);
	b->told = troubles(b);
	b->failed = atomicfile_write_whole(&b->progress, text, strlen(text),
	                                   &b->why) != 0;
	b->unsaid = b->failed && !failed;
}

/* Returns 0, or -1 with a diag when memory is short. */
static int write_page(struct publisher *b, struct background_copy *copy,
                      struct diag *d)
{
	struct monitor *f = b->monitor;
	enum progress_status status = f->state.status;
	struct webpage page = { .name = b->request->dir,
		                .progress = &f->state,
		                .inventory = &f->inventory,
		                .timeline = &f->timeline,
		                .preview = &b->preview,
		                .every_s = b->request->every_s,
		                .ended = status == PROGRESS_COMPLETE ||
		                         status == PROGRESS_INCOMPLETE };
	uint64_t last = f->state.count.last;
	size_t length;
	char *text;

	if (f->state.count.checkpoints > 0)
		preview_show(&b->preview, &f->dataset, last);
	text = webpage_text(&page, &length, d);
	if (text == NULL)
		return -1;
	background_copy_send(copy, text, length);
	free(b->page);
	b->page = text;
	return 0;
}

int publisher_publish(struct publisher *b, struct diag *d)
{
	unsigned outs = b->request->outs;

	write_progress(b, b->text);
	for (unsigned i = 0; i < outs; i++)
		background_copy_send(&b->copy[i], b->text, strlen(b->text));
	if (b->request->html != NULL &&
	    write_page(b, &b->copy[outs], d) != 0)
		return -1;
	b->update_hook_due = 1;
	return 0;
}

void publisher_amend(struct publisher *b)
{
	char text[PROGRESS_TEXT_MAX]; /* b->text is lent to the copies */

	if (publisher_is_news(b))
		write_progress(b, text);
}

static int copies_wait(const struct publisher *b, double now_s)
{
	for (unsigned i = 0; i < b->copies; i++)
		if (background_copy_waits(&b->copy[i], now_s))
			return 1;
	return 0;
}

int publisher_tend(struct publisher *b, double now_s, struct diag *d)
{
	if (b->unsaid) {
		b->unsaid = 0;
		*d = b->why;
		return -1;
	}
	for (unsigned i = 0; i < b->copies; i++)
		if (background_copy_tend(&b->copy[i], now_s) != 0) {
			*d = b->copy[i].why;
			return -1;
		}
	/* Copies that are slow, and always due again, do not keep it waiting. */
	if (b->update_hook_due && b->hook_by_s <= 0)
		b->hook_by_s = now_s + BACKGROUND_TASK_PATIENCE_S;
	if (b->update_hook_due &&
	    (!copies_wait(b, now_s) || now_s > b->hook_by_s)) {
		b->update_hook_due = 0;
		b->hook_by_s = 0;
		update_hook_due(&b->hook);
	}
	return update_hook_tend(&b->hook, now_s, d);
}

int publisher_waits(const struct publisher *b, double now_s)
{
	return copies_wait(b, now_s) || b->update_hook_due ||
	       background_task_waits(&b->hook.task, now_s);
}

int publisher_failed(const struct publisher *b)
{
	for (unsigned i = 0; i < b->copies; i++)
		if (b->copy[i].failed)
			return 1;
	return b->failed;
}

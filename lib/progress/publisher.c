/* PROGRESS.txt, its copies, a web page and a command: each when it is due. */
#include "progress/publisher.h"

#include <stdio.h>
#include <string.h>

/* The option that copy I comes from. */
static const char *option_of(const struct publisher *p, unsigned i)
{
	return i < p->outs ? "--out" : "--html";
}

static int open_copy(struct publisher *p, const char *path, const char *dir,
                     struct diag *d)
{
	unsigned i = p->copies++;

	if (background_copy_init(&p->copy[i], path, dir, d) != 0)
		return diag_within(d, "%s", option_of(p, i));
	return 0;
}

int publisher_open(struct publisher *p, const struct publisher_request *r,
                   struct diag *d)
{
	progress_file_init(&p->file, r->dir, !r->once);
	if (snprintf(p->path, sizeof p->path, "%s/%s", r->dir,
	             PROGRESS_FILE_NAME) >= ATOMICFILE_PATH_MAX)
		return diag_invalid(d, "the name of the directory is too long");
	while (r->out[p->outs] != NULL) {
		p->outs++;
		if (open_copy(p, r->out[p->outs - 1], r->dir, d) != 0)
			return -1;
	}
	if (r->html != NULL && open_copy(p, r->html, r->dir, d) != 0)
		return -1;
	p->hook.command = r->command;
	p->hook.path = p->path;
	return 0;
}

void publisher_close(struct publisher *p)
{
	progress_file_close(&p->file);
	for (unsigned i = 0; i < p->copies; i++)
		background_copy_free(&p->copy[i]);
}

static unsigned long troubles(const struct publisher *p)
{
	unsigned long n = p->hook.failures + (unsigned long)p->failed;

	for (unsigned i = 0; i < p->copies; i++)
		n += (unsigned long)p->copy[i].failed;
	return n;
}

int publisher_has_news(const struct publisher *p)
{
	return troubles(p) != p->told;
}

struct facts_trouble publisher_trouble(const struct publisher *p)
{
	struct facts_trouble t = { .write_why = p->failed ? p->why.message
		                                          : NULL,
		                   .copies = p->copies,
		                   .commands = p->hook.runs,
		                   .command_failures = p->hook.failures,
		                   .command_why = p->hook.why };

	for (unsigned i = p->copies; i > 0; i--)
		if (p->copy[i - 1].failed) {
			t.copies_failed++;
			t.copy_why = p->copy[i - 1].why.message;
		}
	return t;
}

int publisher_write(struct publisher *p, const char *text)
{
	int failed = p->failed;

	p->told = troubles(p);
	p->failed = progress_file_write(&p->file, text, &p->why) != 0;
	p->unsaid = p->failed && (p->unsaid || !failed);
	return p->failed ? -1 : 0;
}

void publisher_excuse(struct publisher *p)
{
	p->unsaid = 0;
}

void publisher_send(struct publisher *p, const char *text)
{
	for (unsigned i = 0; i < p->outs; i++)
		background_copy_send(&p->copy[i], text, strlen(text));
	p->hook_due = 1;
}

void publisher_write_page(struct publisher *p, const char *page,
                          size_t length)
{
	background_copy_send(&p->copy[p->outs], page, length);
}

static int copies_wait(const struct publisher *p, double now_s)
{
	for (unsigned i = 0; i < p->copies; i++)
		if (background_copy_waits(&p->copy[i], now_s))
			return 1;
	return 0;
}

int publisher_tend(struct publisher *p, double now_s, struct diag *d)
{
	if (p->unsaid) {
		p->unsaid = 0;
		*d = p->why;
		return -1;
	}
	for (unsigned i = 0; i < p->copies; i++)
		if (background_copy_tend(&p->copy[i], now_s) != 0) {
			*d = p->copy[i].why;
			return d->kind == DIAG_INVALID
			           ? diag_within(d, "%s", option_of(p, i))
			           : -1;
		}
	/* Slow copies, always due again, must not keep the command waiting. */
	if (p->hook_due && p->hook_by_s <= 0)
		p->hook_by_s = now_s + BACKGROUND_TASK_PATIENCE_S;
	if (p->hook_due &&
	    (!copies_wait(p, now_s) || now_s > p->hook_by_s)) {
		p->hook_due = 0;
		p->hook_by_s = 0;
		update_hook_due(&p->hook);
	}
	return update_hook_tend(&p->hook, now_s, d);
}

int publisher_waits(const struct publisher *p, double now_s)
{
	return copies_wait(p, now_s) || p->hook_due ||
	       background_task_waits(&p->hook.task, now_s);
}

int publisher_failed(const struct publisher *p)
{
	for (unsigned i = 0; i < p->copies; i++)
		if (p->copy[i].failed)
			return 1;
	return p->failed;
}

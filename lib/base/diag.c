/* Compose an error message, and print it once. */
#include "base/diag.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fdio.h"
#include "base/text.h"

static void set(struct diag *d, enum diag_kind kind, const char *format,
                va_list ap)
{
	d->kind = kind;
	d->errnum = 0;
	(void)vsnprintf(d->message, sizeof d->message, format, ap);
}

int diag_data(struct diag *d, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	set(d, DIAG_DATA, format, ap);
	va_end(ap);
	return -1;
}

int diag_invalid(struct diag *d, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	set(d, DIAG_INVALID, format, ap);
	va_end(ap);
	return -1;
}

/* What to do about a failed call, where its text alone suggests the wrong. */
static const char *advice(int errnum)
{
	/* Otherwise people look for space on the disk, and find enough. */
	return errnum == EDQUOT ? ": delete some of your files, or ask for a "
	                          "larger quota"
	                        : "";
}

int diag_system(struct diag *d, int errnum, const char *format, ...)
{
	va_list ap;
	size_t used;

	va_start(ap, format);
	set(d, DIAG_SYSTEM, format, ap);
	va_end(ap);
	d->errnum = errnum;
	used = strlen(d->message);
	(void)snprintf(d->message + used, sizeof d->message - used, ": %s%s",
	               strerror(errnum), advice(errnum));
	return -1;
}

int diag_within(struct diag *d, const char *format, ...)
{
	char context[sizeof d->message];
	size_t length, room;
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(context, sizeof context - 2, format, ap);
	va_end(ap);
	length = strlen(context);
	context[length++] = ':';
	context[length++] = ' ';
	room = sizeof d->message - 1 - length;
	if (strlen(d->message) < room)
		room = strlen(d->message);
	memmove(d->message + length, d->message, room);
	d->message[length + room] = '\0';
	memcpy(d->message, context, length);
	return -1;
}

int diag_more(struct diag *d, const char *format, ...)
{
	size_t used = strlen(d->message);
	va_list ap;

	(void)snprintf(d->message + used, sizeof d->message - used, "; ");
	used = strlen(d->message);
	va_start(ap, format);
	(void)vsnprintf(d->message + used, sizeof d->message - used, format,
	                ap);
	va_end(ap);
	return -1;
}

void diag_report(const struct diag *d, const char *tool)
{
	char line[sizeof d->message + 64];
	struct text t;

	text_begin(&t, line, sizeof line);
	text_put(&t, "%s: ", tool);
	text_put_utf8(&t, d->message);
	text_put(&t, "\n");
	diag_say(line);
}

void diag_say(const char *text)
{
	const int in_the_way[] = { SIGPIPE, SIGTTOU };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before[2];

	for (unsigned i = 0; i < 2; i++)
		(void)sigaction(in_the_way[i], &ignore, &before[i]);
	(void)fdio_write(STDERR_FILENO, text, strlen(text));
	for (unsigned i = 0; i < 2; i++)
		(void)sigaction(in_the_way[i], &before[i], NULL);
}

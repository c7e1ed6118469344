/* Read and write PLAN.txt. */
#include "plan/plan_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/format_files.h"
#include "base/atomicfile.h"
#include "base/edited.h"
#include "base/fdio.h"
#include "base/text.h"

#define BOM_BYTES 3 /* other marks of editors are read as they are */
#define FILE_MAX_BYTES ((size_t)1 << 16)

/* TEXT without the spaces at both ends. Changes TEXT. */
static char *trim(char *text)
{
	size_t length;

	text += strspn(text, " \t\r");
	length = strlen(text);
	while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
		text[--length] = '\0';
	return text;
}

/* The position of key NAME among our keys, then the free keys of P; or -1. */
static int position(const struct plan *p, const char *name)
{
	const struct plan_key *k;
	int at = 0;

	for (; (k = plan_key_at((size_t)at)) != NULL; at++)
		if (strcmp(k->option.name, name) == 0)
			return at;
	for (size_t i = 0; i < p->extras; i++, at++)
		if (strcmp(p->extra[i].name, name) == 0)
			return at;
	return -1;
}

static const char key_characters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";

/* Take a line that is not blank or a comment; SEEN[i]: key i had its line. */
static int parse_line(struct plan *p, char *line, unsigned char *seen,
                      struct diag *d)
{
	char *equals = strchr(line, '=');
	const char *name;
	int at;

	if (equals == NULL)
		return diag_data(d, "must have the form key = value");
	*equals = '\0';
	name = trim(line);
	/* This may be anybody's file: what is no key is not repeated. */
	if (strspn(name, key_characters) != strlen(name) ||
	    strlen(name) >= PLAN_NAME_MAX)
		return diag_data(d, "is not a key of a plan");
	at = position(p, name);
	if (at >= 0 && (plan_key_at((size_t)at) == NULL || seen[at]))
		return diag_data(d, "%s: duplicate key", name);
	if (plan_set(p, name, trim(equals + 1), d) != 0) {
		d->kind = DIAG_DATA;
		return -1;
	}
	if (at >= 0)
		seen[at] = 1;
	return 0;
}

int plan_file_parse(struct plan *p, char *text, struct diag *d)
{
	unsigned char seen[64] = { 0 };
	const struct plan_key *k;
	unsigned number = 0;

	plan_defaults(p);
	/* Before there were storage keys, plans were stored so. */
	p->format = FORMAT_NPZ;
	p->compress = FORMAT_COMPRESS_DEFLATE;
	while (text != NULL && *text != '\0') {
		char *end = strchr(text, '\n');
		char *line = text;

		number++;
		text = end != NULL ? end + 1 : NULL;
		if (end != NULL)
			*end = '\0';
		line = trim(line);
		if (*line == '\0' || *line == '#')
			continue;
		if (parse_line(p, line, seen, d) != 0)
			return diag_within(d, "line %u", number);
	}
	for (size_t i = 0; (k = plan_key_at(i)) != NULL; i++) {
		if (plan_has(p, k) && !seen[i] &&
		    k->key_class != PLAN_STORAGE)
			return diag_data(d, "%s: missing", k->option.name);
		if (!plan_has(p, k) && seen[i])
			return diag_data(d, "%s: not a key of renderer %s",
			                 k->option.name, p->renderer);
	}
	if (plan_check(p, d) != 0) {
		d->kind = DIAG_DATA;
		return -1;
	}
	return 0;
}

/*
 * Read file FD into the string *TEXT, to be freed. Returns 0 or an errno: EILSEQ
 * if it is no text.
 */
static int read_text(int fd, char **text)
{
	size_t got = 0;
	int error;

	*text = malloc(FILE_MAX_BYTES);
	if (*text == NULL)
		return ENOMEM;
	error = fdio_read(fd, *text, FILE_MAX_BYTES, &got);
	if (error == 0 && got == FILE_MAX_BYTES)
		error = EFBIG;
	if (error == 0)
		(*text)[got] = '\0';
	return error == 0 && text_has_control(*text, got) ? EILSEQ : error;
}

int plan_file_read(struct plan *p, const struct directory *dir, struct diag *d)
{
	int fd = directory_open_file(dir, PLAN_FILE_NAME, d);
	char *text = NULL;
	int error, result = 1;

	if (fd < 0 && errno != ENOENT)
		return -1;
	plan_defaults(p);
	if (fd < 0)
		return 0;
	error = read_text(fd, &text);
	(void)close(fd);
	if (error == EILSEQ)
		result = diag_data(d, "%s/%s: has a control byte: not a plan",
		                   dir->path, PLAN_FILE_NAME);
	else if (error != 0)
		result = diag_system(d, error, "%s/%s: read", dir->path,
		                     PLAN_FILE_NAME);
	else if (edited_explain(dir->path, PLAN_FILE_NAME, text,
	                        strnlen(text, BOM_BYTES), d) != 0)
		result = -1;
	else if (plan_file_parse(p, text, d) != 0)
		result = diag_within(d, "%s/%s", dir->path, PLAN_FILE_NAME);
	free(text);
	return result;
}

static const char heading[] =
    "# What this dataset is: vg-dataset(5). samples may grow; a change of\n"
    "# anything else makes it another dataset.\n";

int plan_file_write(const struct plan *p, const struct directory *dir,
                    int replace, struct diag *d)
{
	char *lines = plan_lines(p, 0);
	struct atomicfile f;
	int result;

	if (lines == NULL)
		return diag_system(d, ENOMEM, "plan");
	if (atomicfile_create(&f, dir, PLAN_FILE_NAME, d) != 0) {
		free(lines);
		return -1;
	}
	result = atomicfile_write(&f, heading, strlen(heading), d);
	if (result == 0)
		result = atomicfile_write(&f, lines, strlen(lines), d);
	if (result == 0)
		result = replace ? atomicfile_replace(&f, d)
		                 : atomicfile_publish_new(&f, d);
	atomicfile_abandon(&f);
	free(lines);
	return result;
}

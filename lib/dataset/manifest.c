/* Read the manifests of a directory as their union, and follow them. */
#include "dataset/manifest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/edited.h"
#include "base/fdio.h"
#include "base/text.h"
#include "dataset/entry_table.h"
#include "dataset/leftovers.h"
#include "dataset/manifest_fields.h"
#include "dataset/manifest_text.h"

#define SOURCES_MAX 4096
#define HEADING_BYTES (sizeof MANIFEST_TEXT_HEADING - 1)
#define READ_BYTES ((size_t)1 << 16)

_Static_assert(READ_BYTES > MANIFEST_COMMENT_MAX, "any line must fit");

/* One manifest file, and how far it was read. */
struct source {
	char name[MANIFEST_NAME_MAX];
	uint64_t offset; /* of the first line not yet read */
	uint64_t line;   /* lines before it */
};

struct manifest {
	const struct directory *dir;
	const struct plan *plan;
	uint64_t fingerprint;
	struct source *source;
	size_t sources;
	struct entry_table *entries;
	int has_fields;            /* a manifest names the arrays: … */
	size_t fields_source;      /* … this one … */
	struct record_head fields; /* … these */
	char *buffer;      /* READ_BYTES */
	int saw_temporary;
};

int manifest_new(struct manifest **out, const struct directory *dir,
                 const struct plan *p, struct diag *d)
{
	struct manifest *m = calloc(1, sizeof *m);

	*out = m;
	if (m == NULL)
		return diag_system(d, ENOMEM, "manifest");
	m->dir = dir;
	m->plan = p;
	m->buffer = malloc(READ_BYTES);
	m->source = malloc(SOURCES_MAX * sizeof *m->source);
	m->entries = entry_table_new();
	if (m->buffer == NULL || m->source == NULL || m->entries == NULL)
		return diag_system(d, ENOMEM, "manifest");
	return plan_fingerprint(p, &m->fingerprint, d);
}

void manifest_free(struct manifest *m)
{
	if (m == NULL)
		return;
	free(m->buffer);
	free(m->source);
	entry_table_free(m->entries);
	free(m);
}

const struct checkpoint_entry *manifest_find(const struct manifest *m,
                                             uint64_t k)
{
	return entry_table_find(m->entries, k);
}

int manifest_has_several(const struct manifest *m, uint64_t k)
{
	return entry_table_has_several(m->entries, k);
}

int manifest_prefer(struct manifest *m, uint64_t k, uint64_t count,
                    uint64_t bytes, const struct digest128 *xxh128)
{
	return entry_table_prefer(m->entries, k, count, bytes, xxh128);
}

const struct record_head *manifest_fields(const struct manifest *m)
{
	return m->has_fields ? &m->fields : NULL;
}

uint64_t manifest_end(const struct manifest *m)
{
	return entry_table_end(m->entries);
}

/*
 * Read a comment, which may name the arrays. Returns 1; 0 if it is none that vg
 * would write; -1 with a diag.
 */
static int take_comment(struct manifest *m, size_t source, const char *line,
                        struct diag *d)
{
	const struct source *s = &m->source[source];
	struct record_head fields;

	if (text_has_control(line, strlen(line)))
		return 0;
	if (plan_is_ours(m->plan) || !manifest_fields_parse(line, &fields))
		return 1;
	if (!m->has_fields) {
		m->has_fields = 1;
		m->fields = fields;
		m->fields_source = source;
	}
	if (record_same_fields(&fields, &m->fields))
		return 1;
	return diag_data(d, "%s/%s: line %" PRIu64 ": has other arrays than "
	                 "%s: all checkpoints of a dataset must have the "
	                 "same; move one manifest and its checkpoints away",
	                 m->dir->path, s->name, s->line + 1,
	                 m->source[m->fields_source].name);
}

/* Read a complete line. Returns 1; 0 if it is invalid; -1 with a diag. */
static int take_line(struct manifest *m, size_t source, char *line,
                     struct diag *d)
{
	const struct source *s = &m->source[source];
	struct checkpoint_entry e;
	uint64_t k, fingerprint;

	if (line[0] == '#')
		return take_comment(m, source, line, d);
	if (manifest_text_parse(line, m->plan, &k, &fingerprint, &e) != 0)
		return 0;
	if (fingerprint != m->fingerprint)
		return diag_data(d, "%s/%s: line %" PRIu64 ": made under "
		                 "another plan: fingerprint %016" PRIx64
		                 ", this plan has %016" PRIx64, m->dir->path,
		                 s->name, s->line + 1, fingerprint,
		                 m->fingerprint);
	return entry_table_put(m->entries, k, source, &e, d) == 0 ? 1 : -1;
}

/* Report that the SIZE bytes at LINE are no line of ours. */
static int damaged(const struct manifest *m, const struct source *s,
                   const char *line, size_t size, struct diag *d)
{
	if (edited_explain(m->dir->path, s->name, line, size, d) != 0)
		return -1;
	return diag_data(d, "%s/%s: line %" PRIu64 ": damaged: delete the "
	                 "line and run again; its checkpoint is then made "
	                 "again", m->dir->path, s->name, s->line + 1);
}

/* Bytes, with its end, that a line may have that begins with those at LINE. */
static size_t line_max(const char *line)
{
	return line[0] == '#' ? MANIFEST_COMMENT_MAX : MANIFEST_LINE_MAX;
}

/*
 * Read the lines in the buffer, the SIZE bytes from s->offset; with LAST, the
 * file ends after them. Advances s->offset. Returns 0, or -1 with a diag.
 */
static int take_lines(struct manifest *m, size_t source, size_t size,
                      int last, struct diag *d)
{
	struct source *s = &m->source[source];
	char *line = m->buffer, *end = m->buffer + size, *newline;

	while ((newline = memchr(line, '\n', (size_t)(end - line))) != NULL) {
		int good;

		size_t length = (size_t)(newline - line);

		if (length >= line_max(line))
			return damaged(m, s, line, length, d);
		*newline = '\0';
		/* A NUL would hide the rest of the line. */
		good = strlen(line) == length
		           ? take_line(m, source, line, d)
		           : 0;
		if (good < 0)
			return -1;
		if (good == 0 && (newline + 1 < end || !last))
			return damaged(m, s, line, length, d);
		if (good == 0)
			return 0; /* torn: perhaps not yet complete */
		s->line++;
		s->offset += (uint64_t)(newline + 1 - line);
		line = newline + 1;
	}
	if (end > line && (size_t)(end - line) >= line_max(line))
		return damaged(m, s, line, 0, d);
	return 0;
}

/* Read the file, which has SIZE bytes now, from where reading stopped. */
static int read_source(struct manifest *m, size_t source, int fd,
                       uint64_t size, int *changed, struct diag *d)
{
	struct source *s = &m->source[source];
	size_t got;

	do {
		uint64_t before = s->offset;
		int error = fdio_read_at(fd, m->buffer, READ_BYTES, s->offset,
		                         &got);

		if (error != 0)
			return diag_system(d, error, "%s/%s: read",
			                   m->dir->path, s->name);
		/* The beginning of a heading was torn when it was made. */
		if (before == 0 &&
		    memcmp(m->buffer, MANIFEST_TEXT_HEADING,
		           got < HEADING_BYTES ? got : HEADING_BYTES) != 0)
			return manifest_text_refuse(m->dir->path, s->name,
			                            m->buffer, got, d);
		if (take_lines(m, source, got, before + got >= size, d) != 0)
			return -1;
		if (s->offset > before)
			*changed = 1;
	} while (got == READ_BYTES);
	return 0;
}

/* Find, or add, the source NAME: its number in *OUT. Returns 0 or -1. */
static int find_source(struct manifest *m, const char *name, size_t *out,
                       struct diag *d)
{
	size_t i = 0;

	while (i < m->sources && strcmp(m->source[i].name, name) != 0)
		i++;
	if (i == SOURCES_MAX)
		return diag_data(d, "%s: too many manifests; at most %d",
		                 m->dir->path, SOURCES_MAX);
	if (i == m->sources) {
		m->sources++;
		memset(&m->source[i], 0, sizeof *m->source);
		memcpy(m->source[i].name, name, strlen(name));
	}
	*out = i;
	return 0;
}

/* Read what is new in manifest NAME. */
static int refresh_one(struct manifest *m, const char *name, int *changed,
                       struct diag *d)
{
	struct stat st;
	size_t source = 0;
	int fd, result;

	if (find_source(m, name, &source, d) != 0)
		return -1;
	fd = directory_open_file(m->dir, name, d);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0) {
		result = diag_system(d, errno, "%s/%s: stat", m->dir->path,
		                     name);
	} else if ((uint64_t)st.st_size < m->source[source].offset) {
		result = diag_data(d, "%s/%s: became shorter since it was "
		                   "last read", m->dir->path, name);
	} else if ((uint64_t)st.st_size == m->source[source].offset) {
		result = 0;
	} else {
		result = read_source(m, source, fd, (uint64_t)st.st_size,
		                     changed, d);
	}
	(void)close(fd);
	return result;
}

/* The arguments of manifest_refresh, for visit. */
struct refresh {
	struct manifest *m;
	int changed;
};

static int visit(void *context, const char *name, struct diag *d)
{
	struct refresh *r = context;

	if (leftovers_has_name(name))
		r->m->saw_temporary = 1;
	return manifest_name_ok(name) ? refresh_one(r->m, name, &r->changed, d)
	                              : 0;
}

int manifest_refresh(struct manifest *m, int *changed, struct diag *d)
{
	struct refresh r = { m, 0 };
	int result;

	m->saw_temporary = 0;
	result = directory_each(m->dir, visit, &r, d);
	*changed = r.changed;
	return result;
}

int manifest_saw_temporary(const struct manifest *m)
{
	return m->saw_temporary;
}

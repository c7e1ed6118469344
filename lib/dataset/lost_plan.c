/* Find a plan that was lost in the manifests, which begin with its command. */
#include "dataset/lost_plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/fdio.h"
#include "base/number.h"
#include "base/text.h"
#include "dataset/manifest.h"
#include "plan/plan_command.h"
#include "plan/plan_file.h"
#include "plan/plan_options.h"

#define BEGINNING_BYTES (sizeof MANIFEST_TEXT_HEADING + MANIFEST_COMMENT_MAX)
#define CHECK_MARK " # "
#define QUOTED_MAX 600 /* bytes of a command in a message */

/* What is known after some of the manifests. */
struct search {
	const struct directory *dir;
	struct plan *plan;
	int manifests, found;
	char *beginning; /* BEGINNING_BYTES + 1 */
};

/* Cut the check off COMMENT, "COMMAND # CHECK". Returns 0 if it is right. */
static int take_check(char *comment)
{
	size_t length = strlen(comment), tail = strlen(CHECK_MARK) + 16;
	uint64_t check;

	if (length < tail ||
	    memcmp(comment + length - tail, CHECK_MARK, strlen(CHECK_MARK)) != 0 ||
	    number_parse_hex(comment + length - 16, 16, &check) != 0 ||
	    check != digest64(comment, length - tail))
		return -1;
	comment[length - tail] = '\0';
	return 0;
}

/* Take the plan from the beginning of a manifest, unless one had more. */
static void take(struct search *s, size_t size)
{
	static const char start[] = MANIFEST_TEXT_HEADING "# ";
	char *command = s->beginning + strlen(start), *end;
	struct plan p;

	s->beginning[size] = '\0';
	if (strncmp(s->beginning, start, strlen(start)) != 0)
		return;
	end = strchr(command, '\n');
	if (end == NULL)
		return;
	*end = '\0';
	if (take_check(command) != 0 || plan_command_parse(&p, command) != 0 ||
	    (s->found && p.samples <= s->plan->samples))
		return;
	*s->plan = p;
	s->found = 1;
}

static int visit(void *context, const char *name, struct diag *d)
{
	struct search *s = context;
	size_t got = 0;
	int fd, error;

	if (!manifest_name_ok(name))
		return 0;
	s->manifests++;
	fd = directory_open_file(s->dir, name, d);
	if (fd < 0)
		return -1;
	error = fdio_read_at(fd, s->beginning, BEGINNING_BYTES, 0, &got);
	(void)close(fd);
	if (error != 0)
		return diag_system(d, error, "%s/%s: read", s->dir->path, name);
	take(s, got);
	return 0;
}

/* Let P be large enough for all entries of the manifests. */
static int enlarge(struct plan *p, const struct directory *dir, struct diag *d)
{
	struct manifest *m;
	int changed, result = manifest_new(&m, dir, p, d);
	uint64_t end;

	if (result == 0)
		result = manifest_refresh(m, &changed, d);
	end = result == 0 ? manifest_end(m) : 0;
	if (end > 0) {
		uint64_t n = (end - 1) * p->interval +
		             manifest_find(m, end - 1)->count;

		p->samples = n > p->samples ? n : p->samples;
	}
	manifest_free(m);
	return result;
}

static int search(struct search *s, struct diag *d)
{
	int result;

	s->beginning = malloc(BEGINNING_BYTES + 1);
	if (s->beginning == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir->path);
	result = directory_each(s->dir, visit, s, d);
	free(s->beginning);
	return result == 0 && s->found ? enlarge(s->plan, s->dir, d) : result;
}

/*
 * Find the plan that the manifests of DIR were begun under, large enough for
 * all their entries, into *P. Returns 1; 0 if they do not tell it; -1 with a
 * diag.
 */
static int find(struct plan *p, const struct directory *dir, struct diag *d)
{
	struct search s = { .dir = dir, .plan = p };

	return search(&s, d) == 0 ? s.found : -1;
}

int lost_plan_agree(const struct directory *dir, const struct plan *p,
                    struct diag *d)
{
	struct plan lost;
	int found = find(&lost, dir, d);

	if (found < 0)
		return -1;
	if (found == 0 || plan_options_agree(&lost, p, "the manifest", d) == 0)
		return 0;
	(void)diag_within(d, "%s/%s does not exist", dir->path, PLAN_FILE_NAME);
	return lost_plan_advise(dir, d);
}

int lost_plan_advise(const struct directory *dir, struct diag *d)
{
	struct plan p;
	struct search s = { .dir = dir, .plan = &p };
	char word[TEXT_SHELL_MAX(QUOTED_MAX / 4)], *command;
	struct text t;
	struct diag ignored;

	/* A manifest that cannot be read is not what D is about. */
	(void)search(&s, &ignored);
	command = s.found ? plan_command(&p, dir->path) : NULL;
	if (command != NULL && strlen(command) <= QUOTED_MAX)
		(void)diag_more(d, "make it again with: %s", command);
	else if (s.found)
		(void)diag_more(d, "make it again with the command in line 3 "
		                "of the manifest");
	else if (s.manifests > 0)
		(void)diag_more(d, "make it again with the vg-plan command "
		                "that made it first; the manifest does not "
		                "tell it");
	free(command);
	if (s.manifests > 0)
		return -1;
	text_begin(&t, word, sizeof word);
	text_put_shell(&t, dir->path);
	return diag_more(d, "make it with vg-plan -d %s",
	                 t.cut ? "DIR" : word);
}

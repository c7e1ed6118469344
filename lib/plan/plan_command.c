/* Write a plan as a command line, and read it back. */
#include "plan/plan_command.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define WORD_MAX (PLAN_NAME_MAX + PLAN_TEXT_MAX) /* bytes, with its NUL */

_Static_assert((PLAN_KEYS_MAX + PLAN_EXTRAS_MAX) *
                   (PLAN_NAME_MAX + TEXT_SHELL_MAX(WORD_MAX)) <
               2 * PLAN_COMMAND_MAX,
               "PLAN_COMMAND_MAX must be of the right size");

static int is_default(const struct plan *initial, const struct plan_key *k,
                      const char *value)
{
	char other[PLAN_TEXT_MAX];

	if (k->key_class == PLAN_EXTENT ||
	    strcmp(k->option.name, "renderer") == 0)
		return 0;
	(void)plan_get(initial, k->option.name, other);
	return strcmp(value, other) == 0;
}

static void put_option(struct text *t, const struct option_spec *option,
                       const char *value)
{
	if (option->letter != 0)
		text_put(t, " -%c ", option->letter);
	else
		text_put(t, " --%s ", option->name);
	text_put_shell(t, value);
}

char *plan_command(const struct plan *p, const char *dir)
{
	size_t room = PLAN_COMMAND_MAX + TEXT_SHELL_MAX(strlen(dir));
	char *command = malloc(room), word[WORD_MAX];
	const struct plan_key *k;
	struct plan initial;
	struct text t;

	if (command == NULL)
		return NULL;
	plan_defaults(&initial);
	text_begin(&t, command, room);
	text_put(&t, "vg-plan -d ");
	text_put_shell(&t, dir);
	for (size_t i = 0; (k = plan_key_at(i)) != NULL; i++) {
		(void)plan_get(p, k->option.name, word);
		if (plan_has(p, k) && !is_default(&initial, k, word))
			put_option(&t, &k->option, word);
	}
	for (size_t i = 0; i < p->extras; i++) {
		struct text value;

		text_begin(&value, word, sizeof word);
		text_put(&value, "%s=%s", p->extra[i].name + strlen("x-"),
		         p->extra[i].value);
		text_put(&t, " -x ");
		text_put_shell(&t, word);
	}
	return command;
}

/*
 * Take the next word of *AT, which is in single quotes or plain, into WORD.
 * Returns 1; 0 at the end; -1 if it is too long.
 */
static int next_word(const char **at, char word[WORD_MAX])
{
	const char *s = *at + strspn(*at, " ");
	size_t used = 0;
	int quoted = 0;

	if (*s == '\0')
		return 0;
	for (; *s != '\0' && (quoted || *s != ' '); s++) {
		if (*s == '\'') {
			quoted = !quoted;
			continue;
		}
		if (!quoted && *s == '\\' && s[1] != '\0')
			s++;
		if (used + 1 >= WORD_MAX)
			return -1;
		word[used++] = *s;
	}
	word[used] = '\0';
	*at = s;
	return 1;
}

static const struct plan_key *key_of(const char *option)
{
	const struct plan_key *k;

	if (strncmp(option, "--", 2) == 0)
		return plan_key_find(option + 2);
	for (size_t i = 0; (k = plan_key_at(i)) != NULL; i++)
		if (option[0] == '-' && k->option.letter != 0 &&
		    k->option.letter == option[1] && option[2] == '\0')
			return k;
	return NULL;
}

/* Set what OPTION with VALUE asks for. Returns 0 or -1. */
static int take_option(struct plan *p, const char *option, const char *value)
{
	const char *equals = strchr(value, '=');
	const struct plan_key *k = key_of(option);
	char name[PLAN_NAME_MAX];
	struct text t;
	struct diag d;

	if (k != NULL)
		return plan_set(p, k->option.name, value, &d);
	if (strcmp(option, "-x") != 0 || equals == NULL)
		return -1;
	text_begin(&t, name, sizeof name);
	text_put(&t, "x-%.*s", (int)(equals - value), value);
	return t.cut ? -1 : plan_set(p, name, equals + 1, &d);
}

int plan_command_parse(struct plan *p, const char *command)
{
	static const char start[] = "vg-plan -d .";
	const char *at = command + strlen(start);
	char option[WORD_MAX], value[WORD_MAX], *again;
	struct diag d;
	int got, same;

	if (strncmp(command, start, strlen(start)) != 0)
		return -1;
	plan_defaults(p);
	while ((got = next_word(&at, option)) > 0)
		if (next_word(&at, value) <= 0 ||
		    take_option(p, option, value) != 0)
			return -1;
	if (got < 0 || plan_check(p, &d) != 0)
		return -1;
	again = plan_command(p, ".");
	same = again != NULL && strcmp(again, command) == 0;
	free(again);
	return same ? 0 : -1;
}

/*
 * A command line that is accepted has values within their bounds, and plan keys
 * that make a plan. Input: a byte that says whether with the keys, then the
 * arguments with newlines between them.
 */
#include "fuzz.h"

#include <string.h>

#include "base/options.h"
#include "plan/plan_options.h"

#define ARGUMENTS_MAX 300
#define LIST_MAX 3

struct request {
	int flag, other, same;
	const char *dir, *text, *list[LIST_MAX + 1];
	uint64_t count, size_bytes, share_micro, choice, set;
	char **operands;
	struct plan_options keys;
};

static const struct option_word words[] = {
	{ "red", "warm" }, { "", NULL }, { "green", NULL }, { NULL, NULL },
};

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "a", OPTION_IS_TEXT(struct request, dir) },
	{ .name = "flag", .letter = 'f', .help = "a",
	  OPTION_IS_FLAG(struct request, flag) },
	{ .name = "flags", .help = "a", .requires = "flag",
	  OPTION_IS_FLAG(struct request, other) },
	{ .name = "same", .help = "a", .excludes = "dir",
	  OPTION_IS_FLAG(struct request, same) },
	{ .name = "text", .letter = 't', .argument = "TEXT", .initial = "none",
	  .help = "a", OPTION_IS_TEXT(struct request, text) },
	{ .name = "list", .argument = "FILE", .help = "a", .type = OPTION_LIST,
	  .max = LIST_MAX, .offset = offsetof(struct request, list) },
	{ .name = "count", .letter = 'c', .argument = "N", .help = "a",
	  .min = 1, .max = 16, OPTION_IS_COUNT(struct request, count) },
	{ .name = "bytes", .argument = "BYTES", .help = "a", .max = INT64_MAX,
	  OPTION_IS_BYTES(struct request, size_bytes) },
	{ .name = "share", .alias = "portion", .argument = "SHARE",
	  .help = "a", .initial = "0.6", .min = 200000, .max = 900000,
	  OPTION_IS_DECIMAL(struct request, share_micro) },
	{ .name = "choice", .argument = "WORD", .help = "a", .initial = "red",
	  .words = words, OPTION_IS_CHOICE(struct request, choice) },
	{ .name = "set", .argument = "WORDS", .help = "a", .initial = "none",
	  .words = words, OPTION_IS_SET(struct request, set) },
};

static const struct tool tool = {
	.name = "vg-fuzz", .summary = "A tool.", .options = options,
	.count = sizeof options / sizeof *options, .operand = "FILE",
	.operands_max = 4, .operands = offsetof(struct request, operands),
};

static int within(uint64_t value, uint64_t min, uint64_t max)
{
	return value == OPTION_NOT_GIVEN || (value >= min && value <= max);
}

static void check_values(const struct request *r)
{
	size_t n = 0;

	REQUIRE((r->dir != NULL) != r->same && r->text != NULL);
	REQUIRE(r->flag || !r->other);
	REQUIRE(within(r->count, 1, 16) && within(r->size_bytes, 0, INT64_MAX));
	REQUIRE(r->share_micro >= 200000 && r->share_micro <= 900000);
	REQUIRE((r->choice == 0 || r->choice == 2) && (r->set & ~UINT64_C(5)) == 0);
	while (r->list[n] != NULL)
		n++;
	REQUIRE(n <= LIST_MAX);
	for (n = 0; r->operands[n] != NULL; n++)
		;
	REQUIRE(n <= tool.operands_max);
}

/* The keys that were given make a plan, or none. */
static void check_keys(const struct plan_options *o)
{
	struct plan p, q;
	struct diag d;

	plan_defaults(&p);
	if (plan_options_apply(o, &p, &d) != 0)
		return;
	q = p;
	REQUIRE(plan_check(&p, &d) == 0);
	REQUIRE(plan_options_agree(&p, &q, "itself", &d) == 0);
}

/* Split TEXT into arguments. Returns how many, after the tool's name. */
static int split(char *text, char *argv[ARGUMENTS_MAX])
{
	static char name[] = "vg-fuzz";
	int n = 0;

	argv[n++] = name;
	while (*text != '\0' && n < ARGUMENTS_MAX - 1) {
		size_t length = strcspn(text, "\n");

		argv[n++] = text;
		text += length;
		if (*text == '\n')
			*text++ = '\0';
	}
	argv[n] = NULL;
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text, *argv[ARGUMENTS_MAX];
	struct request r = { .flag = 0 };
	struct diag d;
	int n, got;

	/* --help */
	if (size == 0 || freopen("/dev/null", "w", stdout) == NULL)
		return 0;
	text = fuzz_string(data + 1, size - 1);
	n = split(text, argv);
	if ((data[0] & 1) != 0)
		got = plan_options_parse(&tool, offsetof(struct request, keys), 0,
		                         n, argv, &r, &d);
	else
		got = options_parse(&tool, n, argv, &r, &d);
	REQUIRE(got >= 0 || d.message[0] != '\0');
	if (got > 0) {
		check_values(&r);
		check_keys(&r.keys);
	}
	free(text);
	return 0;
}

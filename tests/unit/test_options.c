/* A table of options: each type, its bounds, what is refused and how, help. */
#include <stdint.h>
#include <string.h>

#include "base/number.h"
#include "base/options.h"
#include "base/options_help.h"
#include "check.h"

struct pair {
	uint64_t a, b;
};

struct request {
	int flag, other_flag, same;
	const char *dir, *text;
	const char *list[3];
	uint64_t count, size_bytes, share_micro, choice, set, limit, any;
	struct pair pair;
	unsigned taken;
	char **operands;
};

static const struct option_word colours[] = {
	{ "red", "warm" }, { "", NULL }, { "green", NULL }, { "blue", "cold" },
	{ NULL, NULL },
};

static int parse_pair(const struct option_spec *s, void *value,
                      const char *text, struct diag *d)
{
	const char *slash = strchr(text, '/');
	struct pair p;

	if (slash == NULL ||
	    number_parse_n(text, (size_t)(slash - text), s->max, &p.a) != 0 ||
	    number_parse(slash + 1, s->max, &p.b) != 0)
		return diag_invalid(d, "must be A/B");
	*(struct pair *)value = p;
	return 0;
}

static int take(const struct option_spec *s, void *value, const char *text,
                struct diag *d)
{
	(void)s;
	if (strcmp(text, "no") == 0)
		return diag_invalid(d, "must be anything but no");
	++*(unsigned *)value;
	return 0;
}

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "directory", OPTION_IS_TEXT(struct request, dir) },
	{ .name = "flag", .letter = 'f', .help = "a flag",
	  OPTION_IS_FLAG(struct request, flag) },
	{ .name = "flat", .help = "another", .requires = "flag",
	  OPTION_IS_FLAG(struct request, other_flag) },
	{ .name = "same", .help = "instead of a flag", .excludes = "flag",
	  OPTION_IS_FLAG(struct request, same) },
	{ .name = "text", .letter = 't', .argument = "TEXT", .initial = "none",
	  .help = "a text", OPTION_IS_TEXT(struct request, text) },
	{ .name = "list", .argument = "FILE", .help = "files",
	  .type = OPTION_LIST, .max = 2,
	  .offset = offsetof(struct request, list) },
	{ .name = "count", .letter = 'c', .argument = "N", .initial = "2",
	  .help = "a number that needs so many words to explain that its line "
	          "is too long", .min = 1, .max = 16,
	  OPTION_IS_COUNT(struct request, count) },
	{ .name = "bytes", .argument = "BYTES", .help = "a size",
	  OPTION_IS_BYTES(struct request, size_bytes), .max = INT64_MAX },
	{ .name = "share", .alias = "portion", .argument = "SHARE",
	  .help = "a decimal",
	  .initial = "0.6", .min = 200000, .max = 900000,
	  OPTION_IS_DECIMAL(struct request, share_micro) },
	{ .name = "choice", .argument = "COLOUR", .help = "a word",
	  .initial = "green", OPTION_IS_CHOICE(struct request, choice),
	  .words = colours },
	{ .name = "set", .argument = "COLOURS", .help = "words",
	  .initial = "none", OPTION_IS_SET(struct request, set),
	  .words = colours },
	{ .name = "limit", .argument = "N", .help = "a number to leave out",
	  OPTION_IS_COUNT(struct request, limit), .max = UINT32_MAX },
	{ .name = "any", .argument = "N", .help = "any number",
	  OPTION_IS_COUNT(struct request, any), .max = UINT64_MAX },
	{ .name = "pair", .argument = "NUMBER/ANOTHER-NUMBER", .initial = "1/2",
	  .help = "of two", .type = OPTION_OTHER, .max = 9,
	  .parse = parse_pair, .offset = offsetof(struct request, pair) },
	{ .name = "taken", .letter = 'x', .argument = "X", .initial = "x",
	  .help = "counted", .group = "more options", .type = OPTION_OTHER,
	  .take = take, .offset = offsetof(struct request, taken) },
	{ .name = "taker", .argument = "X", .help = "counted, too",
	  .group = "more options", .type = OPTION_OTHER,
	  .take = take, .offset = offsetof(struct request, taken) },
};

static struct tool tool = {
	.name = "vg-test", .summary = "Test options.",
	.options = options, .count = sizeof options / sizeof *options,
	.operand = "FILE", .operands_min = 0, .operands_max = OPERANDS_ANY,
	.operands = offsetof(struct request, operands),
};

/* The words of a command line; they last until the next. */
static char line[256];
static char *words[32];

/* Parse the options in TEXT, separated by spaces, into *R. */
static int parse(struct request *r, const char *text, struct diag *d)
{
	int n = 0;

	words[n++] = (char *)"vg-test";
	CHECK(strlen(text) < sizeof line);
	memcpy(line, text, strlen(text) + 1);
	for (char *word = strtok(line, " "); word != NULL;
	     word = strtok(NULL, " "))
		words[n++] = word;
	words[n] = NULL;
	memset(r, 0, sizeof *r);
	return options_parse(&tool, n, words, r, d);
}

static struct request good(const char *text)
{
	struct request r;
	struct diag d;
	int go = parse(&r, text, &d);

	if (go != 1)
		printf("%s: %s\n", text, go < 0 ? d.message : "answered");
	CHECK(go == 1);
	return r;
}

static void bad(const char *text, const char *message)
{
	struct request r;
	struct diag d = { .message = "nothing" };
	int go = parse(&r, text, &d);

	if (go != -1 || strcmp(d.message, message) != 0)
		printf("%s: %s\n", text, d.message);
	CHECK(go == -1 && d.kind == DIAG_INVALID);
	CHECK(strcmp(d.message, message) == 0);
}

static void defaults(void)
{
	struct request r = good("-d out");

	CHECK(strcmp(r.dir, "out") == 0 && strcmp(r.text, "none") == 0);
	CHECK(!r.flag && !r.other_flag && !r.same && r.list[0] == NULL);
	CHECK(r.count == 2 && r.share_micro == 600000);
	CHECK(r.choice == 2 && r.set == 0);
	CHECK(r.pair.a == 1 && r.pair.b == 2);
	CHECK(r.size_bytes == OPTION_NOT_GIVEN && r.limit == OPTION_NOT_GIVEN);
	CHECK(r.taken == 0 && r.operands[0] == NULL);
}

static void every_type(void)
{
	struct request r = good("-d out -f --text a=b --list one --list two "
	                        "--bytes 5 --share 0.25 --choice blue "
	                        "--set blue,red --pair 3/4 -x 1 --taker 2");

	CHECK(r.flag == 1 && strcmp(r.text, "a=b") == 0);
	CHECK(strcmp(r.list[0], "one") == 0 && strcmp(r.list[1], "two") == 0);
	CHECK(r.list[2] == NULL && r.size_bytes == 5);
	CHECK(r.share_micro == 250000 && r.choice == 3 && r.set == 9);
	CHECK(r.pair.a == 3 && r.pair.b == 4 && r.taken == 2);
	CHECK(good("-d a -d b --count 3 -c 4").count == 4); /* the last */
	CHECK(good("-d a --set none").set == 0);
}

static void bounds(void)
{
	CHECK(good("-d a --count 1").count == 1);
	CHECK(good("-d a --count 16").count == 16);
	bad("-d a --count 0", "--count 0: must be between 1 and 16");
	bad("-d a -c 17", "--count 17: must be between 1 and 16");
	bad("-d a -c 99999999999999999999",
	    "--count 99999999999999999999: must be between 1 and 16");
	bad("-d a -c 1.5", "--count 1.5: must be a whole number between 1 and "
	                   "16");
	bad("-d a -c -1", "--count -1: must be a whole number between 1 and "
	                  "16");
	bad("-d a --count=", "--count '': must be a whole number between 1 and "
	                     "16");
	CHECK(good("-d a --share 0.2").share_micro == 200000);
	CHECK(good("-d a --share 0.9").share_micro == 900000);
	bad("-d a --share 0.199999",
	    "--share 0.199999: must be between 0.2 and 0.9");
	bad("-d a --share 0.900001",
	    "--share 0.900001: must be between 0.2 and 0.9");
	bad("-d a --share 0.2000001",
	    "--share 0.2000001: must be a number with at most 6 decimals, "
	    "between 0.2 and 0.9");
	bad("-d a --share much", "--share much: must be a number with at most "
	                         "6 decimals, between 0.2 and 0.9");
	CHECK(good("-d a --bytes 0").size_bytes == 0);
	CHECK(good("-d a --bytes 9223372036854775807").size_bytes == INT64_MAX);
	bad("-d a --bytes 9223372036854775808",
	    "--bytes 9223372036854775808: must be between 0 and "
	    "9223372036854775807");
	bad("-d a --bytes 5kB", "--bytes 5kB: must be a whole number of bytes, "
	                        "between 0 and 9223372036854775807");
	bad("-d a --bytes .5", "--bytes .5: must be a whole number of bytes, "
	                       "between 0 and 9223372036854775807");
	bad("-d a --count 1e-1",
	    "--count 1e-1: must be a whole number between 1 and 16");
	bad("-d a --count 1k", "--count 1k: must be between 1 and 16");
	CHECK(good("-d a --bytes 5k").size_bytes == 5000);
	CHECK(good("-d a --bytes 1.5G").size_bytes == 1500000000);
	CHECK(good("-d a --count 1e1").count == 10);
	CHECK(good("-d a --share .5").share_micro == 500000);
	CHECK(good("-d a --share 25e-2").share_micro == 250000);
	CHECK(good("-d a --any 18446744073709551615").any == UINT64_MAX);
	CHECK(good("-d a --limit 4294967295").limit == UINT32_MAX);
	bad("-d a --limit 4294967296",
	    "--limit 4294967296: must be between 0 and 4294967295");
}

/* An alias is the option, also in messages and as an abbreviation. */
static void aliases(void)
{
	CHECK(good("-d a --portion 0.3").share_micro == 300000);
	CHECK(good("-d a --portion=0.4").share_micro == 400000);
	CHECK(good("-d a --port 0.4").share_micro == 400000);
	CHECK(good("-d a --portion 0.3 --share 0.5").share_micro == 500000);
	bad("-d a --portion 1", "--share 1: must be between 0.2 and 0.9");
	bad("-d a --portion", "--share: missing argument SHARE; try --help");
}

static void choices(void)
{
	static const char *const sets[] = { "", ",", "red,", "red,red",
		                            "none,red", "pink", "RED" };

	bad("-d a --choice pink",
	    "--choice pink: must be red, green or blue");
	bad("-d a --choice re", "--choice re: must be red, green or blue");
	bad("-d a --choice=", "--choice '': must be red, green or blue");
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		char text[64], message[128];

		(void)snprintf(text, sizeof text, "-d a --set=%s", sets[i]);
		(void)snprintf(message, sizeof message,
		               "--set %s: must be none, or some of "
		               "red,green,blue",
		               i > 0 ? sets[i] : "''");
		bad(text, message);
	}
}

static void functions_of_their_own(void)
{
	bad("-d a --pair 3", "--pair 3: must be A/B");
	bad("-d a --pair 10/1", "--pair 10/1: must be A/B");
	bad("-d a -x no", "--taken no: must be anything but no");
}

static void repeated(void)
{
	bad("-d a --list 1 --list 2 --list 3",
	    "--list 3: must be given at most 2 times");
}

static void words_of_the_line(void)
{
	struct request r = good("one -fd out --cou 3 two -c4 -- --flag -x");

	CHECK(r.flag && strcmp(r.dir, "out") == 0 && r.count == 4);
	CHECK(r.taken == 0 && strcmp(r.operands[0], "one") == 0);
	CHECK(strcmp(r.operands[1], "two") == 0);
	CHECK(strcmp(r.operands[2], "--flag") == 0);
	CHECK(strcmp(r.operands[3], "-x") == 0 && r.operands[4] == NULL);
	CHECK(good("-d a --flag").flag == 1);
	CHECK(strcmp(good("-d a -").operands[0], "-") == 0);
	bad("-d a --fla", "--fla: ambiguous; try --help");
	bad("-d a --ta=1", "--ta=1: ambiguous; try --help");
	CHECK(good("-d a --taken=1").taken == 1); /* exact */
	bad("-d a --nothing", "--nothing: no such option; try --help");
	bad("-d a --nothing=1", "--nothing=1: no such option; try --help");
	bad("-d a -fZ", "-Z: no such option; try --help");
	bad("-d", "--dir: missing argument DIR; try --help");
	bad("-fd", "--dir: missing argument DIR; try --help");
	bad("-d a --cou", "--count: missing argument N; try --help");
	bad("-d a --flag=1", "--flag=1: takes no argument; try --help");
}

static void together(void)
{
	bad("", "missing -d DIR");
	bad("-f", "missing -d DIR");
	bad("-d a --flat", "--flat requires -f");
	CHECK(good("-d a --flat -f").other_flag == 1);
	bad("-d a --flag --same", "--same cannot be combined with -f");
	CHECK(good("-d a --same").same == 1);
}

/* A required option, or one that excludes it. */
static void either(void)
{
	static const struct option_spec two[] = {
		{ .name = "like", .argument = "SAMPLE", .required = 1,
		  .help = "x", OPTION_IS_TEXT(struct request, dir) },
		{ .name = "room", .argument = "BYTES", .excludes = "like",
		  .help = "x", OPTION_IS_TEXT(struct request, text) },
		{ .name = "jobs", .letter = 'j', .argument = "N",
		  .requires = "like", .help = "x",
		  OPTION_IS_TEXT(struct request, text) },
	};
	static const char usage[] = "usage: vg-test (--like SAMPLE [-j N] | "
	                            "--room BYTES) FILE ...\n\n";
	struct tool was = tool;
	char help[OPTIONS_HELP_MAX];
	struct text t;

	tool.options = two;
	tool.count = 3;
	tool.operands_min = 1;
	tool.operands_max = 2;
	bad("", "missing --like SAMPLE or --room BYTES");
	bad("--room 5 --like a x", "--room cannot be combined with --like "
	                           "SAMPLE");
	bad("--room 5 -j 2 x", "--jobs requires --like SAMPLE");
	bad("--room 5", "missing FILE; try --help");
	CHECK(good("--room 5 x").dir == NULL);
	CHECK(strcmp(good("--room 5 x y").operands[1], "y") == 0);
	bad("--room 5 x y z", "z: vg-test takes at most 2 operands; try "
	                      "--help");
	text_begin(&t, help, sizeof help);
	options_help(&tool, &t);
	CHECK(strncmp(help, usage, sizeof usage - 1) == 0);
	tool = was;
	tool.operand = NULL;
	bad("-d a x", "x: vg-test takes no operands; try --help");
	tool = was;
}

static void help(void)
{
	static const char wanted[] =
"usage: vg-test -d DIR [-f [--flat] | --same] [-t TEXT] [--list FILE]... [-c N]\n"
"               [--bytes BYTES] [--share SHARE] [--choice COLOUR]\n"
"               [--set COLOURS] [--limit N] [--any N]\n"
"               [--pair NUMBER/ANOTHER-NUMBER] [more options] [FILE ...]\n"
"\n"
"Test options.\n"
"\n"
"  -d, --dir DIR             directory\n"
"  -f, --flag                a flag\n"
"      --flat                another\n"
"      --same                instead of a flag\n"
"  -t, --text TEXT           a text (default none)\n"
"      --list FILE           files (at most 2 times)\n"
"  -c, --count N             a number that needs so many words to explain that\n"
"                            its line is too long (1 to 16; default 2)\n"
"      --bytes BYTES         a size\n"
"      --share SHARE         a decimal; also --portion (0.2 to 0.9; default 0.6)\n"
"      --choice COLOUR       a word: red (warm), green or blue (cold)\n"
"                            (default green)\n"
"      --set COLOURS         words: none, or some of red (warm),green,blue\n"
"                            (cold) (default none)\n"
"      --limit N             a number to leave out\n"
"      --any N               any number\n"
"      --pair NUMBER/ANOTHER-NUMBER\n"
"                            of two (default 1/2)\n"
"  -h, --help                print this help\n"
"  -V, --version             print the version\n"
"\n"
"More options:\n"
"  -x, --taken X             counted (default x)\n"
"      --taker X             counted, too\n";
	char got[OPTIONS_HELP_MAX];
	struct text t;

	text_begin(&t, got, sizeof got);
	options_help(&tool, &t);
	if (strcmp(got, wanted) != 0)
		printf("%s", got);
	CHECK(!t.cut && strcmp(got, wanted) == 0);
}

int main(void)
{
	defaults();
	every_type();
	bounds();
	choices();
	aliases();
	functions_of_their_own();
	repeated();
	words_of_the_line();
	together();
	either();
	help();
	return 0;
}

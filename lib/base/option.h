#ifndef VG_OPTION_H
#define VG_OPTION_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/text.h"

/*
 * One option of a tool, or one key of a file: its name, what it is for, the
 * type of its value, what is allowed, and the member of a struct that holds
 * it. Parsing, error messages and --help all come from this.
 */

/* The types of a value, and the C type of the member that holds it. */
enum option_type {
	OPTION_FLAG,    /* int: 1 when given; it takes no argument */
	OPTION_TEXT,    /* const char *: the argument itself */
	OPTION_LIST,    /* const char *[max + 1]: the arguments, then NULL */
	OPTION_COUNT,   /* uint64_t, min to max */
	OPTION_BYTES,   /* uint64_t, min to max: a number of bytes */
	OPTION_DECIMAL, /* uint64_t, min to max: in millionths */
	OPTION_CHOICE,  /* uint64_t: the number of one of the words */
	OPTION_SET,     /* uint64_t: bit i for word i; "none" for 0 */
	OPTION_OTHER,   /* what its own parse function makes of it */
};

/* The value of a number that has no default and was not given. */
#define OPTION_NOT_GIVEN UINT64_MAX

/* One of the words of a choice or a set. */
struct option_word {
	const char *word;    /* "" for a number that stands for no word */
	const char *meaning; /* for --help, or NULL */
};

struct option_spec;

/*
 * Read TEXT for option S into VALUE, the member. Returns 0, or -1 with VALUE
 * as it was and a diag that begins "must be", followed by what is allowed:
 * whoever calls it puts the name and TEXT in front.
 */
typedef int option_parse(const struct option_spec *s, void *value,
                         const char *text, struct diag *d);

struct option_spec {
	const char *name;     /* long form */
	char letter;          /* short form, or 0 */
	const char *argument; /* metavariable, NULL for a flag */
	const char *help;     /* what it is for: no bounds, words, default */
	const char *initial;  /* the default, as an argument, or NULL */
	const char *group;    /* "scene options" in --help, or NULL */
	int required;
	const char *requires; /* long name of an option it needs, or NULL */
	const char *excludes; /* of one that it does not go with, or NULL */
	enum option_type type;
	uint64_t min, max;    /* of numbers; max: of a list, how many */
	const struct option_word *words; /* a NULL word is the end */
	size_t offset;        /* of the member */
	/* Reads TEXT instead of the type's own function, or NULL. */
	option_parse *parse;
	/*
	 * Gets TEXT when the option is given, instead of the member being set
	 * to its value, or to the default; or NULL.
	 */
	option_parse *take;
};

/*
 * The type and offset of an option whose value is MEMBER of the struct type
 * S. It does not compile when MEMBER has another C type.
 */
#define OPTION_MEMBER(c_type, s, member) \
	_Generic(((s *)0)->member, c_type : offsetof(s, member))
#define OPTION_IS_FLAG(s, member) \
	.type = OPTION_FLAG, .offset = OPTION_MEMBER(int, s, member)
#define OPTION_IS_TEXT(s, member) \
	.type = OPTION_TEXT, .offset = OPTION_MEMBER(const char *, s, member)
#define OPTION_IS_COUNT(s, member) \
	.type = OPTION_COUNT, .offset = OPTION_MEMBER(uint64_t, s, member)
#define OPTION_IS_BYTES(s, member) \
	.type = OPTION_BYTES, .offset = OPTION_MEMBER(uint64_t, s, member)
#define OPTION_IS_DECIMAL(s, member) \
	.type = OPTION_DECIMAL, .offset = OPTION_MEMBER(uint64_t, s, member)
#define OPTION_IS_CHOICE(s, member) \
	.type = OPTION_CHOICE, .offset = OPTION_MEMBER(uint64_t, s, member)
#define OPTION_IS_SET(s, member) \
	.type = OPTION_SET, .offset = OPTION_MEMBER(uint64_t, s, member)

/*
 * Set the member of the struct at BASE that S names from TEXT, which must
 * outlive it where the type is a text or a list; a flag ignores TEXT. Returns
 * 0, or -1 as option_parse does.
 */
int option_set(const struct option_spec *s, void *base, const char *text,
               struct diag *d);

/*
 * Add the value at VALUE of S, a number, a choice or a set that the type's
 * own function reads, to T in its one canonical form.
 */
void option_format(const struct option_spec *s, const void *value,
                   struct text *t);

/* Add "MIN to MAX", or with BETWEEN "between MIN and MAX", of a number. */
void option_put_bounds(const struct option_spec *s, int between,
                       struct text *t);

/* Add the words of S, "a, b or c"; with MEANINGS "a (this), b or c". */
void option_put_words(const struct option_spec *s, int meanings,
                      struct text *t);

/* The number of the word of S that is the LENGTH bytes at TEXT, or -1. */
int option_find_word(const struct option_spec *s, const char *text,
                     size_t length);

#endif

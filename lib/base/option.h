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
	OPTION_COUNT,   /* uint64_t, min to max; as number_read, like others */
	OPTION_BYTES,   /* uint64_t, min to max: a number of bytes */
	OPTION_DECIMAL, /* uint64_t, min to max: in millionths */
	OPTION_CHOICE,  /* uint64_t: the number of one of the words */
	OPTION_SET,     /* uint64_t: bit i for word i; "none" for 0 */
	OPTION_OTHER,   /* any: the option has its own parse function */
};

/* The value of a number that has no default and was not given. */
#define OPTION_NOT_GIVEN UINT64_MAX

/* One of the words of a choice or a set. */
struct option_word {
	const char *word;    /* "": this number has no word */
	const char *meaning; /* for --help, or NULL */
};

struct option_spec;

/*
 * Parse TEXT, the value of option S, into the member at VALUE. Returns 0, or -1
 * with VALUE unchanged and an invalid-input diag "must be …" that says what is
 * allowed. The caller inserts the name and TEXT before it.
 */
typedef int option_parse(const struct option_spec *s, void *value,
                         const char *text, struct diag *d);

struct option_spec {
	const char *name;     /* long form */
	const char *alias;    /* another long form, or NULL */
	char letter;          /* short form, or 0 */
	const char *argument; /* metavariable, NULL for a flag */
	const char *help;     /* its purpose, without bounds, words, default */
	const char *initial;  /* the default, as an argument, or NULL */
	const char *group;    /* "scene options" in --help, or NULL */
	int required;
	const char *requires; /* long name of an option it needs, or NULL */
	const char *excludes; /* long name of one it excludes, or NULL */
	enum option_type type;
	uint64_t min, max;    /* bounds of a number; max: length of a list */
	const struct option_word *words; /* of a choice or set; then NULL */
	size_t offset;        /* of the member */
	/* Parses the value instead of the function for the type; or NULL. */
	option_parse *parse;
	/*
	 * Called for each time the option is given; the member is then set
	 * neither to the value nor to the default. Or NULL.
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
 * Set the member for S in the struct at BASE from TEXT. A text and a list keep
 * a pointer to TEXT; a flag ignores it. Returns 0, or -1 as option_parse does.
 */
int option_set(const struct option_spec *s, void *base, const char *text,
               struct diag *d);

/*
 * Append to T the canonical text of the value at VALUE of S, which must be a
 * number, a choice or a set without its own parse function.
 */
void option_format(const struct option_spec *s, const void *value,
                   struct text *t);

/* Append "MIN to MAX", or with BETWEEN "between MIN and MAX", to T. */
void option_put_bounds(const struct option_spec *s, int between,
                       struct text *t);

/* Append the words of S, "a, b or c"; with MEANINGS "a (meaning), b or c". */
void option_put_words(const struct option_spec *s, int meanings,
                      struct text *t);

/* The number of the word of S that equals the LENGTH bytes at TEXT, or -1. */
int option_find_word(const struct option_spec *s, const char *text,
                     size_t length);

#endif

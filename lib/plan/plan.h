#ifndef VG_PLAN_H
#define VG_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/option.h"
#include "base/range.h"

/*
 * The plan of a dataset: the keys of PLAN.txt.
 *
 * Extent keys say how large the dataset is; `samples` may grow later. Storage
 * keys say how checkpoints are stored, until the first one is committed. Scene
 * keys are all that determine pixels and labels; the fingerprint is the XXH3-64
 * of their canonical lines. One table of keys (plan_key_at) serves the file,
 * the long options and --help.
 *
 * With a renderer other than our own, a plan has the extent and storage keys,
 * `renderer`, and free keys that begin with "x-". The fingerprint then covers
 * `renderer` and the free keys.
 */

#define PLAN_RENDERER "vg/2.1" /* our renderer and its version */
#define PLAN_CLASSES_MAX 4
#define PLAN_CAMERAS_MAX 16
#define PLAN_OBJECTS_MAX 8
#define PLAN_DISTRACTORS_MAX 8
#define PLAN_SAMPLES_MAX UINT64_C(1000000000000)
#define PLAN_INTERVAL_MAX UINT64_C(1000000000)
#define PLAN_INTERVAL_AUTO 0        /* a struct plan before plan_settle */
#define PLAN_INTERVAL_AUTO_MAX 2000 /* what it becomes, at most */
/* Bytes that a checkpoint has unpacked, unless the user wants more. */
#define PLAN_UNPACKED_MAX ((double)(1 << 30))
#define PLAN_CHECKPOINTS_MAX UINT64_C(1000000)
#define PLAN_KEYS_MAX 32   /* in the table */
#define PLAN_EXTRAS_MAX 64 /* free keys */
#define PLAN_NAME_MAX 40   /* bytes of a key or a file name, with its NUL */
#define PLAN_TEXT_MAX 128  /* bytes of a value as text, with its NUL */
#define PLAN_LINE_MAX (PLAN_NAME_MAX + PLAN_TEXT_MAX + 4) /* of PLAN.txt */

enum plan_dtype { PLAN_U1, PLAN_F4 };
enum plan_layout { PLAN_TCHW, PLAN_THWC };
enum plan_style { PLAN_BALL, PLAN_DISC, PLAN_TRAIL };
enum plan_motion { PLAN_NEUTRAL, PLAN_CLASSIC };
enum plan_framing { PLAN_WORKSPACE, PLAN_AUTO };

/* Bits of the key truth: kinds of ground truth. */
enum plan_truth { PLAN_MASK = 1, PLAN_DEPTH = 2, PLAN_FLOW = 4, PLAN_BOX = 8 };

/* A colour is 0xRRGGBB, or this plus the number of a word. */
#define PLAN_COLOUR_WORD (UINT64_C(1) << 24)
#define PLAN_COLOUR_STYLE PLAN_COLOUR_WORD        /* as the style says */
#define PLAN_COLOUR_RANDOM (PLAN_COLOUR_WORD + 1) /* drawn for each sample */
#define PLAN_COLOUR_STUDIO (PLAN_COLOUR_WORD + 2) /* floor and sky */

/* Decimals are stored as whole millionths, so that their text is exact. */
#define PLAN_MICRO 1000000

struct plan_size {
	uint64_t height, width; /* pixels */
};

struct plan_interval {
	uint64_t low_micro, high_micro; /* low <= high */
};

struct plan_split {
	uint64_t train, val, test; /* percent; together 100 */
};

struct plan_extra {
	char name[PLAN_NAME_MAX]; /* with its "x-" */
	char value[PLAN_TEXT_MAX];
};

struct plan {
	/* extent */
	uint64_t samples;  /* in the whole dataset */
	uint64_t interval; /* samples in a checkpoint; PLAN_INTERVAL_AUTO */
	/* storage */
	uint64_t format;   /* enum format_number */
	uint64_t compress; /* enum format_compress */
	/* scene */
	char renderer[PLAN_TEXT_MAX];
	uint64_t seed;
	uint64_t classes;  /* 1 … 4: this many of the motions, in order */
	uint64_t frames;   /* T */
	struct plan_size size; /* H, W */
	uint64_t channels; /* C: 1 or 3 */
	uint64_t dtype;    /* enum plan_dtype */
	uint64_t layout;   /* enum plan_layout */
	uint64_t style;    /* enum plan_style */
	uint64_t cameras;  /* V */
	uint64_t elevation_micro; /* degrees above the horizon */
	uint64_t motion;   /* enum plan_motion */
	uint64_t augment_micro;   /* probability */
	struct plan_interval noise; /* sigma, world units */
	struct plan_split split;
	uint64_t framing;         /* enum plan_framing */
	uint64_t coverage_micro;  /* PLAN_AUTO: share of the frame */
	uint64_t distance_micro;  /* PLAN_WORKSPACE: world units; 0: the
	                             least at which all is seen */
	uint64_t radius_micro;    /* PLAN_DISC: pixels; 0: by perspective */
	uint64_t colour;          /* of the first object */
	uint64_t background;      /* a colour */
	uint64_t objects;         /* visible in every frame */
	uint64_t distractors;     /* visible in 1 to 3 frames */
	uint64_t truth;           /* bits of enum plan_truth */
	struct plan_extra extra[PLAN_EXTRAS_MAX]; /* sorted by name */
	size_t extras;
};

enum plan_key_class { PLAN_EXTENT, PLAN_STORAGE, PLAN_SCENE };

/* Appends to T the canonical text of the value at VALUE of key S. */
typedef void plan_format(const struct option_spec *s, const void *value,
                         struct text *t);

/* One key: its option has its name and the place of its value in a plan. */
struct plan_key {
	struct option_spec option; /* always with a default */
	enum plan_key_class key_class;
	plan_format *format; /* if the option has a parse function, or NULL */
};

/* The I-th key in canonical order, or NULL after the last. */
const struct plan_key *plan_key_at(size_t i);

/* The key called NAME, or NULL. */
const struct plan_key *plan_key_find(const char *name);

/* Fill P with every key's default. */
void plan_defaults(struct plan *p);

/*
 * Set key NAME of P from TEXT, as PLAN.txt has it. NAME may be a free key that
 * begins with "x-". Returns 0, or -1 with an invalid-input diag that names the
 * key, the text and what is allowed.
 */
int plan_set(struct plan *p, const char *name, const char *text,
             struct diag *d);

/*
 * Write the canonical text of key NAME of P into TEXT. Returns 0, or -1 when
 * P has no such key.
 */
int plan_get(const struct plan *p, const char *name,
             char text[PLAN_TEXT_MAX]);

/* Whether P has key K: with another renderer it has only some of ours. */
int plan_has(const struct plan *p, const struct plan_key *k);

/*
 * Choose the values that P, which has every key, leaves to vg by the word auto.
 *
 * interval becomes the largest of 1, 2, 5, 10, 20 … up to
 * PLAN_INTERVAL_AUTO_MAX with which a checkpoint unpacks to less than
 * PLAN_UNPACKED_MAX, or 1; with another renderer, whose arrays are not known,
 * PLAN_INTERVAL_AUTO_MAX. format becomes npz while a frame fits into the window
 * of deflate, else webdataset; what P says of compress goes before that.
 * compress becomes what is usual for the format.
 */
void plan_settle(struct plan *p);

/*
 * Check that the keys of P agree with each other and with the limits on all of
 * them: nothing left to plan_settle, a compression that the format has and
 * checkpoints that it can hold, no key without effect, not too many checkpoints,
 * free keys only with another renderer. Returns 0, or -1 with an invalid-input
 * diag.
 */
int plan_check(const struct plan *p, struct diag *d);

/*
 * The lines "key = value\n" of PLAN.txt in canonical order, as a string for
 * the caller to free; with SCENE_ONLY, only those that the fingerprint covers.
 * NULL when memory is short.
 */
char *plan_lines(const struct plan *p, int scene_only);

/*
 * The fingerprint, XXH3-64 of the scene lines, into *OUT. Returns 0, or -1
 * with a diag when memory is short.
 */
int plan_fingerprint(const struct plan *p, uint64_t *out, struct diag *d);

/*
 * Whether the scene has a floor: with balls always, with discs if background
 * is studio.
 */
int plan_has_floor(const struct plan *p);

/* Whether the records come from our own renderer. */
int plan_is_ours(const struct plan *p);

/* The name of motion class LABEL, or "" if there is none. */
const char *plan_class_name(uint64_t label);

/*
 * What class LABEL of P is called, into TEXT: with our own renderer the motion,
 * with another one the word of that number in its free key x-classes, such as
 * "square,circle"; otherwise "class LABEL".
 */
void plan_class_text(const struct plan *p, uint64_t label,
                     char text[PLAN_TEXT_MAX]);

/*
 * How many names P has for classes, empty ones included: of our renderer, or
 * the items of x-classes; 0 without either.
 */
uint64_t plan_named_classes(const struct plan *p);

/* Whether the storage keys of A and B are the same. */
int plan_same_storage(const struct plan *a, const struct plan *b);

/* The number of checkpoints. */
uint64_t plan_checkpoints(const struct plan *p);

/* The number of samples in checkpoint K: the interval, or what is left. */
uint64_t plan_checkpoint_count(const struct plan *p, uint64_t k);

/* The samples of checkpoint K. */
struct range plan_checkpoint_range(const struct plan *p, uint64_t k);

/*
 * The file name of checkpoint K of P, with at least five digits. It does not
 * depend on the extent, so growing a dataset renames no file.
 */
void plan_checkpoint_name(const struct plan *p, uint64_t k,
                          char name[PLAN_NAME_MAX]);

/*
 * Whether NAME is that of a checkpoint of some plan, of any format; *K is then
 * its number.
 */
int plan_is_checkpoint_name(const char *name, uint64_t *k);

#endif

#ifndef VG_PUBLISHER_H
#define VG_PUBLISHER_H

#include <stddef.h>

#include "base/diag.h"
#include "base/atomicfile.h"
#include "progress/background_copy.h"
#include "progress/facts.h"
#include "progress/progress_file.h"
#include "progress/update_hook.h"

/*
 * Puts what was printed of a dataset where it belongs: PROGRESS.txt in its
 * directory, which comes first and waits for nobody; copies of it and a web
 * page elsewhere, in the background; and a command that is run once those are
 * written. It does not look at what it writes.
 */

#define PUBLISHER_OUTS_MAX 16

struct publisher_request {
	const char *dir;
	const char *out[PUBLISHER_OUTS_MAX + 1]; /* copies, then NULL */
	const char *html, *command;              /* or NULL */
	int once; /* there will be one text only */
};

struct publisher {
	char path[ATOMICFILE_PATH_MAX]; /* of PROGRESS.txt, for the command */
	struct progress_file file;
	int failed, unsaid; /* its last write; that is not reported yet */
	struct diag why;
	/* Of PROGRESS.txt, so many; then the web page, if there is one. */
	struct background_copy copy[PUBLISHER_OUTS_MAX + 1];
	unsigned outs, copies;
	struct update_hook hook;
	int hook_due;       /* once the copies are written … */
	double hook_by_s;   /* … or at this time; 0: not set yet */
	unsigned long told; /* troubles that PROGRESS.txt tells of */
};

/*
 * Begin to write what R asks for, whose strings must outlive P, zeroed. Whether
 * the files may be written is found out in the background: publisher_tend
 * reports an invalid-input diag for one that must not. Returns 0, or -1 with a
 * diag. Release with publisher_close in either case.
 */
int publisher_open(struct publisher *p, const struct publisher_request *r,
                   struct diag *d);
void publisher_close(struct publisher *p);

/* What is wrong now; the reasons are borrowed until publisher_tend. */
struct facts_trouble publisher_trouble(const struct publisher *p);

/* Whether there is trouble that PROGRESS.txt does not tell of yet. */
int publisher_has_news(const struct publisher *p);

/*
 * Write TEXT, which tells of the present trouble, to PROGRESS.txt; it borrows
 * nothing. Returns 0, or -1 when it was not written: publisher_trouble then says
 * why, and publisher_tend reports it.
 */
int publisher_write(struct publisher *p, const char *text);

/* Do not report that PROGRESS.txt was not written. */
void publisher_excuse(struct publisher *p);

/*
 * From now on, write TEXT to the copies, and then run the command. The copies
 * borrow it until the next call or publisher_close.
 */
void publisher_send(struct publisher *p, const char *text);

/*
 * From now on, write the LENGTH bytes at PAGE to the web page that was asked
 * for. It borrows them as the copies do the text.
 */
void publisher_write_page(struct publisher *p, const char *page,
                          size_t length);

/*
 * See how what is written in the background does, at NOW_S of a steady
 * clock. Returns 0, or -1 with a diag for each thing that begins to fail:
 * call it again for the next one.
 */
int publisher_tend(struct publisher *p, double now_s, struct diag *d);

/* Whether there is something to wait for. */
int publisher_waits(const struct publisher *p, double now_s);

/* Whether a file could not be written the last time. */
int publisher_failed(const struct publisher *p);

#endif

#ifndef VG_BULLETIN_H
#define VG_BULLETIN_H

#include <stddef.h>

#include "base/diag.h"
#include "base/outlet.h"
#include "progress/background_copy.h"
#include "progress/monitor.h"
#include "progress/preview.h"
#include "progress/progress.h"
#include "progress/update_hook.h"

/*
 * What is written of a dataset that is followed, and where: PROGRESS.txt in
 * its directory, which comes first and waits for nobody; copies of it and a
 * web page elsewhere; and a command that is run once those are written.
 */

#define BULLETIN_FILE "PROGRESS.txt"
#define BULLETIN_OUTS_MAX 16

struct bulletin_request {
	const char *dir;
	const char *out[BULLETIN_OUTS_MAX]; /* copies */
	unsigned outs;
	const char *html, *command;         /* or NULL */
	unsigned every_s;                   /* it is written, at least */
};

struct bulletin {
	const struct bulletin_request *request;
	struct follow *follow;
	char path[OUTLET_PATH_MAX];
	struct outlet progress;
	int failed, unsaid; /* that one, the last time; not reported yet */
	struct diag why;
	struct copy copy[BULLETIN_OUTS_MAX + 1]; /* the web page is last */
	unsigned copies;
	struct contact contact;
	struct hook hook;
	int hook_due;     /* once the copies are written … */
	double hook_by_s; /* … or at this time; 0: not set yet */
	unsigned long told; /* troubles that the text tells of */
	char text[PROGRESS_TEXT_MAX]; /* of the copies */
	char *page;         /* owned */
};

/*
 * Begin to write of F what R asks for; both must outlive B, zeroed. Returns
 * 0, or -1 with a diag. Release with bulletin_close in either case.
 */
int bulletin_open(struct bulletin *b, const struct bulletin_request *r,
                  struct follow *f, struct diag *d);
void bulletin_close(struct bulletin *b);

/* Write everything anew. Returns 0, or -1 with a diag: memory is short. */
int bulletin_publish(struct bulletin *b, struct diag *d);

/*
 * See how what is written in the background does, at NOW_S of a steady
 * clock. Returns 0, or -1 with a diag for each thing that begins to fail:
 * call it again for the next one.
 */
int bulletin_tend(struct bulletin *b, double now_s, struct diag *d);

/* Whether something is left to be waited for. */
int bulletin_waits(const struct bulletin *b, double now_s);

/* Whether there is trouble that PROGRESS.txt does not tell of yet. */
int bulletin_is_news(const struct bulletin *b);

/* Write PROGRESS.txt alone anew, if there is. */
void bulletin_amend(struct bulletin *b);

/* Whether a file could not be written the last time. */
int bulletin_failed(const struct bulletin *b);

#endif

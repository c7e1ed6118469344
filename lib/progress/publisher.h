#ifndef VG_PUBLISHER_H
#define VG_PUBLISHER_H

#include <stddef.h>

#include "base/diag.h"
#include "base/atomicfile.h"
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

#define PUBLISHER_FILE "PROGRESS.txt"
#define PUBLISHER_OUTS_MAX 16

struct publisher_request {
	const char *dir;
	const char *out[PUBLISHER_OUTS_MAX + 1]; /* copies, then NULL */
	unsigned outs;
	const char *html, *command;         /* or NULL */
	unsigned every_s;                   /* it is written, at least */
};

struct publisher {
	const struct publisher_request *request;
	struct monitor *monitor;
	char path[ATOMICFILE_PATH_MAX];
	struct atomicfile_path progress;
	int failed, unsaid; /* that one, the last time; not reported yet */
	struct diag why;
	/* The web page is last. */
	struct background_copy copy[PUBLISHER_OUTS_MAX + 1];
	unsigned copies;
	struct preview preview;
	struct update_hook hook;
	int update_hook_due; /* once the copies are written … */
	double hook_by_s; /* … or at this time; 0: not set yet */
	unsigned long told; /* troubles that the text tells of */
	char text[PROGRESS_TEXT_MAX]; /* of the copies */
	char *page;         /* owned */
};

/*
 * Begin to write of F what R asks for; both must outlive B, zeroed. Returns
 * 0, or -1 with a diag. Release with publisher_close in either case.
 */
int publisher_open(struct publisher *b, const struct publisher_request *r,
                   struct monitor *f, struct diag *d);
void publisher_close(struct publisher *b);

/* Write everything anew. Returns 0, or -1 with a diag: memory is short. */
int publisher_publish(struct publisher *b, struct diag *d);

/*
 * See how what is written in the background does, at NOW_S of a steady
 * clock. Returns 0, or -1 with a diag for each thing that begins to fail:
 * call it again for the next one.
 */
int publisher_tend(struct publisher *b, double now_s, struct diag *d);

/* Whether something is left to be waited for. */
int publisher_waits(const struct publisher *b, double now_s);

/* Whether there is trouble that PROGRESS.txt does not tell of yet. */
int publisher_is_news(const struct publisher *b);

/* Write PROGRESS.txt alone anew, if there is. */
void publisher_amend(struct publisher *b);

/* Whether a file could not be written the last time. */
int publisher_failed(const struct publisher *b);

#endif

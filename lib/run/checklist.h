#ifndef VG_CHECKLIST_H
#define VG_CHECKLIST_H

#include "base/text.h"

/* The checks of a rehearsal: printed as they are made, counted, recorded. */

#define CHECKLIST_TEXT_MAX 8192

struct checklist {
	unsigned passed, failed;
	struct text t;
	char failures[CHECKLIST_TEXT_MAX]; /* lines "Failed:      …" */
};

void checklist_begin(struct checklist *c);

/* Print "PASS  TITLE: SAID", or FAIL if not OK, and count it. */
void checklist_add(struct checklist *c, int ok, const char *title,
                   const char *said);

#endif

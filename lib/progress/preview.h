#ifndef VG_PREVIEW_H
#define VG_PREVIEW_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "dataset/dataset.h"

/*
 * A small contact sheet of a checkpoint, as a PNG: its first samples, a row
 * each, as the first camera sees them, large frames thinned out. It is read
 * again only when the checkpoint is another one. Memory is that of one sample,
 * whatever the checkpoint holds.
 */

#define PREVIEW_WHY_MAX 256

struct preview {
	int tried;             /* the following is of this checkpoint: */
	uint64_t k;
	char name[PLAN_NAME_MAX]; /* of its file */
	struct digest128 xxh128;
	unsigned char *png;    /* owned; NULL: there is none … */
	size_t png_bytes;
	unsigned width, height, samples;
	uint64_t first;
	char why[PREVIEW_WHY_MAX]; /* … because of this; empty: no videos */
};

/*
 * See to it that P, zeroed at first, shows checkpoint K of S, which is
 * present. If it cannot be read, P says why.
 */
void preview_show(struct preview *p, const struct dataset *s, uint64_t k);
void preview_free(struct preview *p);

#endif

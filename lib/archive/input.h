#ifndef VG_INPUT_H
#define VG_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "archive/format.h"
#include "archive/unpack.h"
#include "archive/zstd_frame.h"
#include "base/diag.h"

/*
 * Reads the content of a checkpoint's file from its beginning to its end: the
 * file itself, or what its one zstd frame unpacks to.
 */

struct input {
	const struct format_source *source; /* borrowed */
	struct unpack unpack;  /* of a frame, … */
	struct zstd_frame frame; /* … whose headers say this */
	uint64_t at;           /* offset of the next byte of the content */
	unsigned char *buffer; /* owned; of a file that is not compressed */
	size_t filled;         /* bytes in the buffer */
	size_t left;           /* the last of them, which come next */
};

/*
 * Begin to read S, which must outlive IN. Returns 0, or -1 with a diag. Release
 * with input_close in either case.
 */
int input_open(struct input *in, const struct format_source *s,
               struct diag *d);
void input_close(struct input *in);

/*
 * Read the next SIZE bytes into DATA, or pass them if DATA is NULL, without
 * reading them where that is possible. Returns 0, or -1 with a diag.
 */
int input_take(struct input *in, void *data, uint64_t size, struct diag *d);

/*
 * Check that a frame was made with a window as vg has for samples of SAMPLE_BYTES,
 * because unpacking takes as much memory as the file says. Returns 0, or -1 with a
 * diag.
 */
int input_check_window(const struct input *in, uint64_t sample_bytes,
                       struct diag *d);

/*
 * Check that the content has SIZE bytes, in a frame as its header says, before
 * all of it is read. Returns 0, or -1 with a diag.
 */
int input_check_size(const struct input *in, uint64_t size, struct diag *d);

/* Check that the content ends here. Returns 0, or -1 with a diag. */
int input_end(struct input *in, struct diag *d);

#endif

#ifndef VG_OUTPUT_H
#define VG_OUTPUT_H

#include "archive/bufferedfile.h"
#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/directory.h"
#include "base/text.h"

/*
 * A file beside the checkpoints that is replaced as a whole, but only if vg has
 * written it: then it begins with the words that vg begins it with.
 */
struct output {
	struct atomicfile file;
	struct bufferedfile buffer;
};

/*
 * Begin file NAME in DIR, which must outlive O, with MARKER. Returns 0; 1 if
 * there is a file of that name that begins otherwise; -1 with a diag. Release
 * with output_free in any case.
 */
int output_begin(struct output *o, const struct directory *dir,
                 const char *name, const char *marker, struct diag *d);
void output_free(struct output *o);

/* Append the SIZE bytes at DATA. Returns 0, or -1 with a diag. */
int output_write(struct output *o, const void *data, size_t size,
                 struct diag *d);

/*
 * Append T, which was begun in BUFFER. Returns 0, or -1 with a diag, also if
 * something did not fit into T.
 */
int output_put(struct output *o, const struct text *t, const char *buffer,
               struct diag *d);

/* Publish the file. Returns 0, or -1 with a diag. */
int output_finish(struct output *o, struct diag *d);

#endif

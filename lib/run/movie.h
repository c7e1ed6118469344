#ifndef VG_MOVIE_H
#define VG_MOVIE_H

#include <stdio.h>
#include <sys/types.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/directory.h"

/*
 * A file that ffmpeg, found in PATH, makes of a YUV4MPEG2 video. It appears
 * under its name whole and synced, in place of any file of that name, or not
 * at all.
 */

enum movie_kind {
	MOVIE_MP4, /* yuv420p, its index first: browsers play it as it comes */
	MOVIE_GIF, /* 256 colours for each frame, repeated for ever */
};

struct movie {
	const char *name; /* as given, for messages; borrowed */
	FILE *in;         /* what ffmpeg reads: write the video here */
	pid_t encoder;    /* 0: it is not running */
	struct atomicfile_path path;
	struct directory dir;
	struct atomicfile file;
};

/* The name of M->in for messages. */
#define MOVIE_ENCODER "ffmpeg"

/*
 * Start ffmpeg to write the file at PATH, which must end in ".mp4" or ".gif".
 * SIGPIPE must be ignored, so that an ffmpeg that fails is an error of write.
 * Returns 0, or -1 with a diag. Release with movie_abandon in either case.
 */
int movie_begin(struct movie *m, const char *path, enum movie_kind kind,
                struct diag *d);

/*
 * End the video, wait for ffmpeg, and publish its file. Returns 0, or -1 with a
 * diag; ffmpeg's own words are on standard error then.
 */
int movie_end(struct movie *m, struct diag *d);

/* Stop ffmpeg, and remove what was not published. */
void movie_abandon(struct movie *m);

#endif

/* Hash the videos of a checkpoint, beside the split of each sample. */
#include "verify/video_hashes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "dataset/checkpoint_read.h"

#define PIECE_BYTES 65536
#define PART_MAX 7

struct video_hashes {
	struct digest *digest;
	unsigned char piece[PIECE_BYTES];
};

int video_hashes_new(struct video_hashes **out, struct diag *d)
{
	struct video_hashes *h = calloc(1, sizeof *h);

	*out = h;
	if (h != NULL)
		h->digest = digest_new();
	return h != NULL && h->digest != NULL
	           ? 0
	           : diag_system(d, ENOMEM, "videos");
}

void video_hashes_free(struct video_hashes *h)
{
	if (h == NULL)
		return;
	digest_free(h->digest);
	free(h);
}

/* Hash the next SIZE bytes of R's array into *OUT. Returns 0 or -1. */
static int hash_next(struct video_hashes *h, struct checkpoint_reader *r,
                     uint64_t size, uint64_t *out, struct diag *d)
{
	digest_reset64(h->digest);
	while (size > 0) {
		size_t n = size < PIECE_BYTES ? (size_t)size : PIECE_BYTES;

		if (checkpoint_take(r, h->piece, n, d) != 0)
			return -1;
		digest_update(h->digest, h->piece, n);
		size -= n;
	}
	*out = digest_result64(h->digest);
	return 0;
}

/* Go to the array split. Returns 1; 0 if there is none; -1 with a diag. */
static int find_split(struct checkpoint_reader *r, struct diag *d)
{
	const struct record_field *f;
	int got;

	while ((got = checkpoint_next(r, &f, d)) > 0)
		if (strcmp(f->name, "split") == 0)
			return f->dims == 0 && strcmp(f->dtype, "|u1") == 0;
	return got;
}

/* Visit COUNT samples, whose videos VIDEOS and, if not NULL, SPLITS yield. */
static int visit_all(struct video_hashes *h, struct checkpoint_reader *videos,
                     struct checkpoint_reader *splits, uint64_t count,
                     video_hashes_visit *visit, void *context, struct diag *d)
{
	const struct record_field *f;
	uint64_t hash;

	if (checkpoint_next(videos, &f, d) < 0)
		return -1;
	for (uint64_t i = 0; i < count; i++) {
		unsigned char part = 0;

		if (hash_next(h, videos, f->bytes, &hash, d) != 0 ||
		    (splits != NULL &&
		     checkpoint_take(splits, &part, 1, d) != 0))
			return -1;
		if (visit(context, i, hash, part < PART_MAX ? part : PART_MAX,
		          d) != 0)
			return -1;
	}
	return 0;
}

int video_hashes_each(struct video_hashes *h, const struct dataset *s,
                      uint64_t k, const struct record_head *head,
                      int *has_parts, video_hashes_visit *visit, void *context,
                      struct diag *d)
{
	/* Two readers: split is behind all videos, and there may be many. */
	struct checkpoint_reader *videos = NULL, *splits = NULL;
	int result = checkpoint_open(&videos, s, k, head, d);

	*has_parts = 0;
	if (result == 0)
		result = checkpoint_open(&splits, s, k, head, d);
	if (result == 0 && (*has_parts = find_split(splits, d)) < 0)
		result = -1;
	if (result == 0)
		result = visit_all(h, videos, *has_parts ? splits : NULL,
		                   plan_checkpoint_count(&s->plan, k), visit,
		                   context, d);
	checkpoint_close(videos);
	checkpoint_close(splits);
	return result;
}

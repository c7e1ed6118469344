/* Hash the videos of a checkpoint, beside the split of each sample. */
#include "verify/video_hashes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "dataset/checkpoint_read.h"

#define PART_MAX 7

/* The array split of HEAD, if it is as vg makes it, or NULL. */
static const struct record_field *find_split(const struct record_head *head)
{
	const struct record_field *f = record_find(head, "split");

	return f != NULL && f->dims == 0 && strcmp(f->dtype, "|u1") == 0 ? f
	                                                                 : NULL;
}

/* Visit the samples of R, read into PAYLOAD; SPLIT may be NULL. */
static int visit_all(struct checkpoint_reader *r,
                     const struct record_field *split, unsigned char *payload,
                     video_hashes_visit *visit, void *context, struct diag *d)
{
	const struct record_head *head = checkpoint_head(r);
	const struct record_field *video = &head->field[0];
	uint64_t wanted = 1, index, hash;
	int got;

	if (split != NULL)
		wanted |= UINT64_C(1) << (split - head->field);
	for (uint64_t i = 0;; i++) {
		unsigned part = 0;

		got = checkpoint_next(r, wanted, &index, &hash, payload, d);
		if (got <= 0)
			return got;
		if (split != NULL)
			part = payload[split->offset];
		hash = digest64(payload + video->offset, (size_t)video->bytes);
		if (visit(context, i, hash, part < PART_MAX ? part : PART_MAX,
		          d) != 0)
			return -1;
	}
}

int video_hashes_each(const struct dataset *s, uint64_t k,
                      const struct record_head *head, int *has_parts,
                      video_hashes_visit *visit, void *context, struct diag *d)
{
	struct checkpoint_reader *r;
	const struct record_field *split;
	unsigned char *payload = NULL;
	int result = checkpoint_open(&r, s, k, head, d);

	*has_parts = 0;
	if (result == 0) {
		size_t bytes = (size_t)checkpoint_head(r)->payload_bytes;

		payload = malloc(bytes);
		if (payload == NULL)
			result = diag_system(d, ENOMEM, "videos");
	}
	if (result == 0) {
		split = find_split(checkpoint_head(r));
		*has_parts = split != NULL;
		result = visit_all(r, split, payload, visit, context, d);
	}
	free(payload);
	checkpoint_close(r);
	return result;
}

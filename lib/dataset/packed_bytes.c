/* See how many bytes samples take in an archive. */
#include "dataset/packed_bytes.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/directory.h"
#include "dataset/checkpoint_write.h"

#define LEVEL 1 /* vg-pack's default */

static int add_all(struct checkpoint *c, const struct record_head *head,
                   const unsigned char *payloads, struct diag *d)
{
	size_t each = (size_t)head->payload_bytes;

	for (uint64_t i = 0; i < head->count; i++, payloads += each)
		if (checkpoint_add(c, head->first + i, digest64(payloads, each),
		                   payloads, d) != 0)
			return -1;
	return 0;
}

int packed_bytes(const struct plan *p, const struct record_head *head,
                 const unsigned char *payloads, uint64_t *bytes,
                 struct diag *d)
{
	const char *path = getenv("TMPDIR");
	struct checkpoint_summary summary = { .bytes = 0 };
	struct checkpoint *c = NULL;
	struct directory dir;
	int result = directory_open(
	    &dir, path != NULL && path[0] != '\0' ? path : "/tmp", 0, d);

	if (result == 0)
		result = checkpoint_create(&c, &dir, p, 0, head, LEVEL, d);
	if (result == 0)
		result = add_all(c, head, payloads, d);
	if (result == 0)
		result = checkpoint_finish(c, &summary, d);
	*bytes = summary.bytes;
	checkpoint_free(c);
	directory_close(&dir);
	return result;
}

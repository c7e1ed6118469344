/* Write the samples of a segment as a file of the plan's format. */
#include "dataset/checkpoint_write.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

struct checkpoint {
	struct atomicfile file;
	struct format_target target;
	const struct format *format;
	struct format_writer *writer;
	struct digest *content;
	uint64_t added; /* samples so far */
};

int checkpoint_create(struct checkpoint **out, const struct directory *dir,
                      const struct plan *p, uint64_t k,
                      const struct record_head *head, int level,
                      struct diag *d)
{
	struct checkpoint *c = calloc(1, sizeof *c);
	char name[PLAN_NAME_MAX];

	*out = c;
	plan_checkpoint_name(p, k, name);
	if (c == NULL)
		return diag_system(d, ENOMEM, "%s", name);
	c->file.fd = -1;
	c->target = (struct format_target){
		.file = &c->file, .head = head, .level = level,
		.compress = (enum format_compress)p->compress,
	};
	c->format = format_at(p->format);
	c->content = digest_new();
	if (c->content == NULL)
		return diag_system(d, ENOMEM, "%s", name);
	if (atomicfile_create(&c->file, dir, name, d) != 0)
		return -1;
	return c->format->create(&c->writer, &c->target, d);
}

void checkpoint_free(struct checkpoint *c)
{
	if (c == NULL)
		return;
	if (c->format != NULL)
		c->format->free_writer(c->writer);
	atomicfile_abandon(&c->file);
	digest_free(c->content);
	free(c);
}

int checkpoint_room(struct checkpoint *c, unsigned char **room,
                    struct diag *d)
{
	*room = NULL;
	return c->format->room != NULL ? c->format->room(c->writer, room, d)
	                               : 0;
}

int checkpoint_add(struct checkpoint *c, uint64_t index, uint64_t hash,
                   const unsigned char *payload, struct diag *d)
{
	digest_update64(c->content, hash);
	c->added++;
	return c->format->add(c->writer, index, hash, payload, d);
}

int checkpoint_finish(struct checkpoint *c, struct checkpoint_summary *out,
                      struct diag *d)
{
	const struct record_head *head = c->target.head;

	if (c->added != head->count)
		return diag_data(d, "%s/%s: has only %" PRIu64 " of %" PRIu64
		                 " samples", c->file.dir->path, c->file.name,
		                 c->added, head->count);
	if (c->format->finish(c->writer, d) != 0 ||
	    atomicfile_digest(&c->file, &out->xxh128, d) != 0)
		return -1;
	out->content = digest_result64(c->content);
	out->bytes = c->file.size_bytes;
	return 0;
}

double checkpoint_missing_bytes(const struct checkpoint *c)
{
	return c->writer != NULL ? c->format->missing_bytes(c->writer) : 0;
}

struct atomicfile *checkpoint_file(struct checkpoint *c)
{
	return &c->file;
}

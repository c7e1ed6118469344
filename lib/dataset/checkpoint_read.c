/* Read the samples of a committed checkpoint, and accept no other file. */
#include "dataset/checkpoint_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/format.h"
#include "base/bytes.h"
#include "base/digest.h"

struct checkpoint_reader {
	char name[PLAN_NAME_MAX];
	const struct format *format;
	struct format_source source;
	struct format_reader *reader;
	struct record_head head;
	uint64_t read; /* samples so far */
};

int checkpoint_open(struct checkpoint_reader **out, const struct dataset *s,
                    uint64_t k, const struct record_head *head, struct diag *d)
{
	struct checkpoint_reader *r = calloc(1, sizeof *r);

	*out = r;
	if (r == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	plan_checkpoint_name(&s->plan, k, r->name);
	r->source = (struct format_source){
		.fd = directory_open_file(&s->dir, r->name, d),
		.dir = s->dir.path, .name = r->name,
		.count = plan_checkpoint_count(&s->plan, k),
		.expected = head,
		.compress = (enum format_compress)s->plan.compress,
	};
	if (r->source.fd < 0)
		return -1;
	r->format = format_at(s->plan.format);
	return r->format->open(&r->reader, &r->source, &r->head, d);
}

void checkpoint_close(struct checkpoint_reader *r)
{
	if (r == NULL)
		return;
	if (r->format != NULL)
		r->format->close_reader(r->reader);
	if (r->source.fd >= 0)
		(void)close(r->source.fd);
	free(r);
}

const struct record_head *checkpoint_head(const struct checkpoint_reader *r)
{
	return &r->head;
}

int checkpoint_next(struct checkpoint_reader *r, uint64_t wanted,
                    uint64_t *index, uint64_t *hash, unsigned char *payload,
                    struct diag *d)
{
	if (r->read == r->source.count)
		return r->format->end(r->reader, d);
	r->read++;
	return r->format->read(r->reader, wanted, index, hash, payload, d) == 0
	           ? 1
	           : -1;
}

/* Where the labels are among the fields of HEAD, or -1. */
static int find_labels(const struct record_head *head)
{
	const struct record_field *f = record_find(head, "labels");

	return f != NULL && f->bytes == 8 ? (int)(f - head->field) : -1;
}

static int refuse(const struct checkpoint_reader *r, const char *why,
                  struct diag *d)
{
	return diag_data(d, "%s/%s: %s", r->source.dir, r->name, why);
}

/* What checkpoint_scan looks for. */
struct scan {
	int labels;             /* their field, or -1 */
	int whole;
	unsigned char *payload; /* zeros at first; NULL: nothing is needed */
	checkpoint_visit *visit;
	void *context;
};

static int scan(struct checkpoint_reader *r, const struct scan *s,
                struct diag *d)
{
	uint64_t labels_only = s->labels >= 0 ? UINT64_C(1) << s->labels : 0;
	uint64_t wanted = s->whole ? CHECKPOINT_ALL_FIELDS : labels_only;
	uint64_t index = 0, hash = 0;
	int got;

	for (uint64_t i = 0;; i++) {
		got = checkpoint_next(r, wanted, &index, &hash, s->payload, d);
		if (got <= 0)
			return got;
		if (s->whole &&
		    digest64(s->payload, (size_t)r->head.payload_bytes) != hash)
			return refuse(r, "a sample does not match its hash", d);
		if (s->labels >= 0)
			s->visit(s->context, CHECKPOINT_COLUMN_LABELS, i,
			         bytes_get64(s->payload +
			                     r->head.field[s->labels].offset));
		s->visit(s->context, CHECKPOINT_COLUMN_INDEX, i, index);
		s->visit(s->context, CHECKPOINT_COLUMN_HASH, i, hash);
	}
}

int checkpoint_scan(const struct dataset *s, uint64_t k,
                    const struct record_head *head, int whole,
                    checkpoint_visit *visit, void *context, struct diag *d)
{
	struct checkpoint_reader *r;
	struct scan how = { head != NULL ? find_labels(head) : -1, whole, NULL,
		            visit, context };
	int result = checkpoint_open(&r, s, k, head, d);

	if (result == 0 && (whole || how.labels >= 0)) {
		/* Pages that are not written need no memory. */
		how.payload = calloc(1, (size_t)r->head.payload_bytes);
		if (how.payload == NULL)
			result = diag_system(d, ENOMEM, "%s/%s", s->dir.path,
			                     r->name);
	}
	if (result == 0)
		result = scan(r, &how, d);
	checkpoint_close(r);
	free(how.payload);
	return result;
}

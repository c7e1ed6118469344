/* Go through the samples of a dataset. */
#include "card/survey.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "dataset/checkpoint_read.h"
#include "dataset/presence.h"

/* What goes on while the samples are read. */
struct pass {
	const struct dataset *dataset;
	struct survey *out;
	const struct record_field *labels, *split; /* or NULL */
	unsigned char *payload;
	struct digest *all, *content; /* of hashes */
};

/* Check that every checkpoint is present. Returns 0, or -1 with a diag. */
static int check_presence(const struct dataset *s, struct survey *out,
                          struct diag *d)
{
	uint64_t missing = 0, first = 0;
	struct diag why;

	for (uint64_t k = 0; k < plan_checkpoints(&s->plan); k++) {
		int state = presence_look(s, k, NULL, &why);
		const struct checkpoint_entry *e = dataset_entry(s, k);

		if (state < 0 || state == PRESENCE_DAMAGED) {
			*d = why;
			return -1;
		}
		if (state != PRESENCE_PRESENT) {
			if (missing++ == 0)
				first = k;
			continue;
		}
		out->bytes += e->bytes;
		if (e->committed_s > out->last_s)
			out->last_s = e->committed_s;
	}
	if (missing == 0)
		return 0;
	return diag_data(d, "%s: is not complete: %" PRIu64 " of %" PRIu64
	                 " checkpoints are missing, number %" PRIu64
	                 " first", s->dir.path, missing,
	                 plan_checkpoints(&s->plan), first);
}

/* Field NAME of HEAD if it is a scalar of DTYPE, or NULL. */
static const struct record_field *scalar(const struct record_head *head,
                                         const char *name, const char *dtype)
{
	const struct record_field *f = record_find(head, name);

	return f != NULL && f->dims == 0 && strcmp(f->dtype, dtype) == 0
	           ? f
	           : NULL;
}

/* Learn the fields from the first checkpoint, which is R. */
static int begin(struct pass *p, const struct checkpoint_reader *r,
                 struct diag *d)
{
	struct survey *out = p->out;

	out->head = *checkpoint_head(r);
	p->labels = scalar(&out->head, "labels", "<i8");
	p->split = scalar(&out->head, "split", "|u1");
	out->has_labels = p->labels != NULL;
	out->has_split = p->split != NULL;
	p->payload = calloc(1, (size_t)out->head.payload_bytes);
	return p->payload != NULL ? 0
	                          : diag_system(d, ENOMEM, "%s",
	                                        p->dataset->dir.path);
}

static void count(struct pass *p)
{
	uint64_t label = SURVEY_CLASSES;
	unsigned part = SURVEY_PARTS;

	if (p->labels != NULL)
		label = bytes_get64(p->payload + p->labels->offset);
	if (p->split != NULL)
		part = p->payload[p->split->offset];
	if (label < SURVEY_CLASSES)
		p->out->class_samples[label]++;
	else
		p->out->has_labels = 0;
	if (part < SURVEY_PARTS)
		p->out->part_samples[part]++;
	else
		p->out->has_split = 0;
}

static int read_checkpoint(struct pass *p, uint64_t k, struct diag *d)
{
	const struct dataset *s = p->dataset;
	const struct record_head *head = &p->out->head;
	struct checkpoint_reader *r;
	uint64_t index, hash, wanted;
	int got = checkpoint_open(&r, s, k, k > 0 ? head : NULL, d);

	if (got == 0 && k == 0)
		got = begin(p, r, d);
	digest_reset64(p->content);
	wanted = record_bit(head, p->labels) | record_bit(head, p->split);
	while (got == 0 && (got = checkpoint_next(r, wanted, &index, &hash,
	                                          p->payload, d)) > 0) {
		digest_update64(p->content, hash);
		digest_update64(p->all, hash);
		count(p);
		got = 0;
	}
	checkpoint_close(r);
	return got;
}

/* Read every checkpoint. Returns 0, or -1 with a diag. */
static int read_all(struct pass *p, struct diag *d)
{
	const struct dataset *s = p->dataset;
	char name[PLAN_NAME_MAX];

	for (uint64_t k = 0; k < plan_checkpoints(&s->plan); k++) {
		if (read_checkpoint(p, k, d) != 0)
			return -1;
		plan_checkpoint_name(&s->plan, k, name);
		if (digest_result64(p->content) != dataset_entry(s, k)->content)
			return diag_data(d, "%s/%s: its hashes are not those "
			                 "of the manifest", s->dir.path, name);
	}
	p->out->digest = digest_result128(p->all);
	return 0;
}

int survey_take(struct survey *out, const struct dataset *s, struct diag *d)
{
	struct pass p = { .dataset = s, .out = out };
	int result;

	*out = (struct survey){ .bytes = 0 };
	if (check_presence(s, out, d) != 0)
		return -1;
	p.all = digest_new();
	p.content = digest_new();
	if (p.all == NULL || p.content == NULL) {
		result = diag_system(d, ENOMEM, "%s", s->dir.path);
	} else {
		digest_reset128(p.all);
		result = read_all(&p, d);
	}
	digest_free(p.all);
	digest_free(p.content);
	free(p.payload);
	return result;
}

/* Write committed samples as a record stream. */
#include "readout/readout.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "dataset/checkpoint_read.h"
#include "dataset/presence.h"
#include "plan/sample_fields.h"
#include "readout/field_choice.h"
#include "readout/order.h"
#include "readout/shuffle_window.h"
#include "stream/record_stream.h"

/* A field that samples are selected by. */
struct selector {
	const struct record_field *field; /* NULL: not by this */
	uint64_t value;
};

enum { SELECT_CLASS, SELECT_SPLIT, SELECTORS };

struct readout {
	const struct dataset *dataset;
	const struct readout_choice *choice;
	struct record_head head;    /* of the samples */
	struct field_choice fields; /* that are passed on */
	struct selector selector[SELECTORS];
	uint64_t read_fields;       /* a bit for each field that is read */
	struct record_writer out;
	uint64_t segments;          /* written */
	uint64_t left;              /* samples of the segment; 0: none is open */
	/* The payload as it is read, where only some fields are passed on. */
	unsigned char *sample;
	struct shuffle_window window; /* if shuffled */
	struct checkpoint_reader *in; /* of checkpoint k, or NULL */
	uint64_t k, at;               /* at: its next sample's index */
};

/* Find the fields of the samples, in the plan or else in some checkpoint. */
static int find_head(struct readout *r, struct diag *d)
{
	const struct dataset *s = r->dataset;
	struct diag ignored;
	int result;

	if (plan_fingerprint(&s->plan, &r->head.fingerprint, d) != 0)
		return -1;
	if (plan_is_ours(&s->plan))
		return sample_fields_add(&s->plan, &r->head, d);
	for (uint64_t k = 0; k < plan_checkpoints(&s->plan); k++) {
		uint64_t fingerprint = r->head.fingerprint;

		if (presence_look(s, k, NULL, &ignored) != PRESENCE_PRESENT)
			continue;
		result = checkpoint_open(&r->in, s, k, NULL, d);
		if (result == 0)
			r->head = *checkpoint_head(r->in);
		r->head.fingerprint = fingerprint;
		checkpoint_close(r->in);
		r->in = NULL;
		return result;
	}
	return diag_data(d, "%s: no checkpoint is present", s->dir.path);
}

/* Select samples whose field NAME, a scalar of DTYPE, has VALUE, if any. */
static int select_by(struct readout *r, struct selector *s, const char *name,
                     const char *dtype, uint64_t value, struct diag *d)
{
	s->value = value;
	if (value == READOUT_ANY)
		return 0;
	s->field = record_find(&r->head, name);
	if (s->field == NULL || s->field->dims > 0 ||
	    strcmp(s->field->dtype, dtype) != 0)
		return diag_data(d, "%s: the samples have no array %s of one "
		                 "%s each to choose by", r->dataset->dir.path,
		                 name, dtype);
	r->read_fields |= record_bit(&r->head, s->field);
	return 0;
}

static int is_selected(const struct readout *r, const unsigned char *payload)
{
	for (unsigned i = 0; i < SELECTORS; i++) {
		const struct record_field *f = r->selector[i].field;
		const unsigned char *at;

		if (f == NULL)
			continue;
		at = payload + f->offset;
		if ((f->bytes == 8 ? bytes_get64(at) : *at) !=
		    r->selector[i].value)
			return 0;
	}
	return 1;
}

int readout_open(struct readout **out, const struct dataset *s,
                 const struct readout_choice *choice, int fd, const char *name,
                 struct diag *d)
{
	struct readout *r = calloc(1, sizeof *r);

	*out = r;
	if (r == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	r->dataset = s;
	r->choice = choice;
	if (find_head(r, d) != 0 ||
	    field_choice_init(&r->fields, &r->head, choice->fields, d) != 0)
		return -1;
	r->read_fields = r->fields.wanted;
	if (select_by(r, &r->selector[SELECT_CLASS], "labels", "<i8",
	              choice->class_number, d) != 0 ||
	    select_by(r, &r->selector[SELECT_SPLIT], "split", "|u1",
	              choice->split, d) != 0)
		return -1;
	if (!r->fields.is_all) {
		r->sample = calloc(1, (size_t)r->head.payload_bytes);
		if (r->sample == NULL)
			return diag_system(d, ENOMEM, "%s", s->dir.path);
	}
	if (record_writer_init(&r->out, fd, name, &r->fields.head, d) != 0)
		return -1;
	if (choice->is_shuffled)
		return shuffle_window_init(&r->window, r->out.record_bytes, d);
	if (choice->lend)
		record_writer_lend(&r->out);
	return 0;
}

void readout_close(struct readout *r)
{
	if (r == NULL)
		return;
	checkpoint_close(r->in);
	shuffle_window_free(&r->window);
	record_writer_free(&r->out);
	free(r->sample);
	free(r);
}

static int refuse(const struct readout *r, const char *what, struct diag *d)
{
	char name[PLAN_NAME_MAX];

	plan_checkpoint_name(&r->dataset->plan, r->k, name);
	return diag_data(d, "%s/%s: sample %" PRIu64 ": %s",
	                 r->dataset->dir.path, name, r->at, what);
}

/* Whether what is read of a sample is all that its hash covers. */
static int is_read_whole(const struct readout *r)
{
	return r->read_fields == UINT64_MAX >> (RECORD_FIELDS_MAX -
	                                        r->head.fields);
}

/*
 * Read the next sample of the checkpoint: the payload to pass on to TO, its
 * hash into *HASH. Returns 1; 0 if it is not selected; -1 with a diag.
 */
static int read_sample(struct readout *r, unsigned char *to, uint64_t *hash,
                       struct diag *d)
{
	unsigned char *payload = r->sample != NULL ? r->sample : to;
	uint64_t index;

	if (checkpoint_next(r->in, r->read_fields, &index, hash, payload, d) <
	    0)
		return -1;
	if (index != r->at)
		return refuse(r, "has another index", d);
	if (is_read_whole(r) &&
	    digest64(payload, (size_t)r->head.payload_bytes) != *hash)
		return refuse(r, "does not match its hash", d);
	r->at++;
	if (!is_selected(r, payload))
		return 0;
	if (r->sample == NULL)
		return 1;
	field_choice_copy(&r->fields, &r->head, payload, to);
	*hash = digest64(to, (size_t)r->fields.head.payload_bytes);
	return 1;
}

static int begin_segment(struct readout *r, uint64_t first, uint64_t count,
                         struct diag *d)
{
	r->left = count;
	r->segments++;
	return record_writer_begin(&r->out, first, count, d);
}

/* Write out.payload, the sample INDEX, which may be a segment of its own. */
static int write_sample(struct readout *r, uint64_t index, uint64_t hash,
                        struct diag *d)
{
	if (r->left == 0 && begin_segment(r, index, 1, d) != 0)
		return -1;
	r->left--;
	return record_writer_write_hashed(&r->out, hash, d);
}

/* END may only follow when the checkpoint's own checks have passed. */
static int end_segment(struct readout *r, struct diag *d)
{
	return r->left == 0 ? record_writer_end(&r->out, d) : 0;
}

/* Draw a sample from the window and write it. Returns 1; 0: none; -1. */
static int write_drawn(struct readout *r, struct diag *d)
{
	const struct shuffle_slot *s = shuffle_window_draw(&r->window);

	if (s == NULL)
		return 0;
	r->out.payload = s->record + RECORD_HEADER_BYTES;
	if (write_sample(r, s->index, s->hash, d) != 0)
		return -1;
	return end_segment(r, d) == 0 ? 1 : -1;
}

/* Read a sample into the window, and write one of it when it is full. */
static int pass_through_window(struct readout *r, struct diag *d)
{
	struct shuffle_slot *s = shuffle_window_next(&r->window);
	int got = read_sample(r, s->record + RECORD_HEADER_BYTES, &s->hash, d);

	if (got <= 0)
		return got;
	s->index = r->at - 1;
	shuffle_window_keep(&r->window);
	if (!shuffle_window_is_full(&r->window))
		return 0;
	return write_drawn(r, d) < 0 ? -1 : 0;
}

/* Read a sample and write it, if it is selected. */
static int pass_on(struct readout *r, struct diag *d)
{
	int selected = r->left == 0;
	uint64_t hash = 0;
	int got = read_sample(r, r->out.payload, &hash, d);

	if (got <= 0)
		return got;
	if (write_sample(r, r->at - 1, hash, d) != 0)
		return -1;
	return selected ? end_segment(r, d) : 0;
}

/* Come to sample FIRST of checkpoint K. */
static int seek(struct readout *r, uint64_t k, uint64_t first, struct diag *d)
{
	uint64_t index, hash;

	if (r->in == NULL || r->k != k || r->at > first) {
		checkpoint_close(r->in);
		r->in = NULL;
		r->k = k;
		r->at = k * r->dataset->plan.interval;
		if (checkpoint_open(&r->in, r->dataset, k, &r->head, d) != 0)
			return -1;
	}
	for (; r->at < first; r->at++)
		if (checkpoint_next(r->in, 0, &index, &hash, NULL, d) < 0)
			return -1;
	return 0;
}

/* Read the samples of SPAN; what ends with its checkpoint is checked too. */
static int read_span(struct readout *r, const struct span *span,
                     struct diag *d)
{
	uint64_t end = plan_checkpoint_range(&r->dataset->plan, span->k).last;
	uint64_t index, hash;

	if (seek(r, span->k, span->samples.first, d) != 0)
		return -1;
	while (r->at <= span->samples.last)
		if ((r->choice->is_shuffled ? pass_through_window(r, d)
		                            : pass_on(r, d)) != 0)
			return -1;
	return r->at > end ? checkpoint_next(r->in, 0, &index, &hash, NULL, d)
	                   : 0;
}

/* Whether each sample becomes a segment of its own. */
static int is_scattered(const struct readout *r)
{
	return r->choice->is_shuffled ||
	       r->choice->class_number != READOUT_ANY ||
	       r->choice->split != READOUT_ANY;
}

static int write_epoch(struct readout *r, struct order *o, struct diag *d)
{
	struct span span;
	int got = 1;

	while (order_next(o, &span)) {
		int in_rows = !is_scattered(r);

		if (in_rows && r->left == 0 &&
		    begin_segment(r, span.samples.first, order_run(o, &span),
		                  d) != 0)
			return -1;
		if (read_span(r, &span, d) != 0 ||
		    (in_rows && end_segment(r, d) != 0))
			return -1;
	}
	while (r->choice->is_shuffled && got > 0)
		got = write_drawn(r, d);
	return got < 0 ? -1 : 0;
}

int readout_write(struct readout *r, const struct range *range, size_t ranges,
                  struct diag *d)
{
	const struct readout_choice *c = r->choice;
	struct order o;
	int result = order_init(&o, r->dataset, range, ranges, c->partial, d);
	uint64_t before = r->segments;

	for (uint64_t epoch = 0;
	     result == 0 && (epoch < c->epochs || c->epochs == 0); epoch++) {
		if (c->is_shuffled) {
			order_begin_shuffled(&o, c->part, c->seed, epoch);
			shuffle_window_begin(&r->window, c->seed, epoch);
		} else {
			order_begin(&o, c->part);
		}
		result = write_epoch(r, &o, d);
		/* An epoch without samples must not repeat for ever. */
		if (r->segments == before)
			break;
	}
	order_free(&o);
	return result;
}

int readout_end(struct readout *r, struct diag *d)
{
	if (r->segments > 0)
		return 0;
	return begin_segment(r, 0, 0, d) == 0 ? record_writer_end(&r->out, d)
	                                      : -1;
}

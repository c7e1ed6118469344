/* Render chosen samples again and compare. */
#include "verify/recheck.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/number.h"
#include "base/text.h"
#include "dataset/checkpoint_read.h"
#include "scene/scene.h"
#include "stream/record.h"

#define ALL (UINT64_C(100) * PLAN_MICRO) /* millionths of a percent */
#define PIECE_BYTES 65536
#define BATCH 4096 /* samples of an archive checked in one reading */
#define NAMED 10   /* samples named in a message */
/* Two lists of samples: for each 20 digits, comma and space; and the words. */
#define WRONG_TEXT_MAX 800

/* A chosen sample of the current archive. */
struct chosen {
	uint64_t index;
	uint64_t stored;       /* its sample_xxh3 */
	struct digest *arrays; /* hash of its arrays; owned */
};

/* Samples of one archive that are wrong in one way. */
struct wrong {
	uint64_t count, named[NAMED];
};

struct recheck {
	const struct plan *plan;
	uint64_t count; /* samples chosen in the whole dataset */
	struct record_head head;
	struct scene *scene;
	unsigned char *payload;
	struct chosen *batch;
	size_t room, used; /* samples: capacity of batch, and in it */
	uint64_t looked, differing;
	unsigned char piece[PIECE_BYTES];
};

int recheck_parse(const char *text, struct recheck_share *out,
                  struct diag *d)
{
	size_t length = strlen(text);
	enum number_result result;

	*out = (struct recheck_share){ 1, ALL };
	if (strcmp(text, "all") == 0)
		return 0;
	out->of_all = length > 0 && text[length - 1] == '%';
	result = out->of_all
	             ? number_read(text, length - 1, NUMBER_MICRO_PLACES, ALL,
	                           &out->amount)
	             : number_read(text, length, 0, UINT64_MAX, &out->amount);
	if (result != NUMBER_READ || out->amount == 0)
		return diag_invalid(d, "must be a number of samples, K%% or "
		                    "all");
	return 0;
}

uint64_t recheck_count(struct recheck_share share, uint64_t samples)
{
	uint64_t rest = samples % ALL * share.amount;

	if (!share.of_all)
		return share.amount < samples ? share.amount : samples;
	/* Rounded up, in two parts: the whole product could overflow. */
	return samples / ALL * share.amount + rest / ALL +
	       (rest % ALL != 0);
}

/*
 * The index of chosen sample I of COUNT, of a dataset of SAMPLES. The dataset
 * is divided into COUNT parts of equal length, or the first ones longer by one;
 * the sample chosen in a part is at XXH3-64 of I modulo the part's length.
 */
static uint64_t choose(uint64_t i, uint64_t count, uint64_t samples)
{
	uint64_t length = samples / count, longer = samples % count;
	uint64_t start = i * length + (i < longer ? i : longer);
	unsigned char word[8];

	bytes_put64(word, i);
	return start + digest64(word, sizeof word) % (length + (i < longer));
}

/* The number of the first chosen sample whose index is at least FIRST. */
static uint64_t first_from(const struct recheck *r, uint64_t first)
{
	uint64_t low = 0, high = r->count;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (choose(middle, r->count, r->plan->samples) < first)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int make_room(struct recheck *r, struct diag *d)
{
	r->room = BATCH;
	if (r->count < r->room)
		r->room = (size_t)r->count;
	if (r->plan->interval < r->room)
		r->room = (size_t)r->plan->interval;
	r->payload = malloc((size_t)r->head.payload_bytes);
	r->batch = calloc(r->room, sizeof *r->batch);
	if (r->payload == NULL || r->batch == NULL)
		return diag_system(d, ENOMEM, "recheck");
	for (size_t i = 0; i < r->room; i++)
		if ((r->batch[i].arrays = digest_new()) == NULL)
			return diag_system(d, ENOMEM, "recheck");
	return 0;
}

int recheck_open(struct recheck **out, const struct plan *p, uint64_t count,
                 struct diag *d)
{
	struct recheck *r = NULL;

	*out = NULL;
	if (!plan_is_ours(p))
		return diag_data(d, "the plan's renderer is %s, and only %s "
		                 "can be rendered here", p->renderer,
		                 PLAN_RENDERER);
	r = calloc(1, sizeof *r);
	*out = r;
	if (r == NULL)
		return diag_system(d, ENOMEM, "recheck");
	r->plan = p;
	r->count = count;
	if (scene_open(&r->scene, p, d) != 0 ||
	    scene_head(r->scene, &r->head, d) != 0) {
		/* The plan is wrong, not the command line. */
		if (d->kind == DIAG_INVALID)
			d->kind = DIAG_DATA;
		return -1;
	}
	return make_room(r, d);
}

void recheck_close(struct recheck *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; r->batch != NULL && i < r->room; i++)
		digest_free(r->batch[i].arrays);
	free(r->batch);
	free(r->payload);
	scene_close(r->scene);
	free(r);
}

/*
 * Fill the batch with chosen samples in RANGE, from number I. Returns the
 * number of the next one.
 */
static uint64_t fill_batch(struct recheck *r, uint64_t i, struct range range)
{
	uint64_t index;

	for (r->used = 0; r->used < r->room && i < r->count; i++) {
		index = choose(i, r->count, r->plan->samples);
		if (index > range.last)
			break;
		digest_reset64(r->batch[r->used].arrays);
		r->batch[r->used++].index = index;
	}
	return i;
}

/* Add field F of the next sample, with its padding, to hash H. */
static int hash_part(struct recheck *r, struct checkpoint_reader *in,
                     const struct record_field *f, struct digest *h,
                     struct diag *d)
{
	static const unsigned char zeros[8];

	for (uint64_t left = f->bytes; left > 0;) {
		size_t n = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;

		if (checkpoint_take(in, r->piece, n, d) != 0)
			return -1;
		digest_update(h, r->piece, n);
		left -= n;
	}
	digest_update(h, zeros, (size_t)(-f->bytes % 8));
	return 0;
}

/* Read what the batch needs of array F, whose samples begin at FIRST. */
static int read_array(struct recheck *r, struct checkpoint_reader *in,
                      const struct record_field *f, uint64_t first,
                      struct diag *d)
{
	unsigned char word[8];
	uint64_t at = first;

	if (f == record_header_field(RECORD_HEADER_INDEX))
		return 0;
	for (size_t j = 0; j < r->used; j++) {
		struct chosen *c = &r->batch[j];

		if (checkpoint_take(in, NULL, (c->index - at) * f->bytes, d) !=
		    0)
			return -1;
		at = c->index + 1;
		if (f != record_header_field(RECORD_HEADER_HASH)) {
			if (hash_part(r, in, f, c->arrays, d) != 0)
				return -1;
			continue;
		}
		if (checkpoint_take(in, word, sizeof word, d) != 0)
			return -1;
		c->stored = bytes_get64(word);
	}
	return 0;
}

/* Read the arrays of the batch's samples from the archive. */
static int read_batch(struct recheck *r, const struct dataset *s, uint64_t k,
                      struct range range, struct diag *d)
{
	struct checkpoint_reader *in;
	const struct record_field *f;
	int result = checkpoint_open(&in, s, k, &r->head, d);

	while (result >= 0 && (result = checkpoint_next(in, &f, d)) > 0)
		result = read_array(r, in, f, range.first, d);
	checkpoint_close(in);
	return result;
}

static void add_wrong(struct wrong *w, uint64_t index)
{
	if (w->count < NAMED)
		w->named[w->count] = index;
	w->count++;
}

/* Render the batch's samples, compare them, and list the wrong ones. */
static void judge_batch(struct recheck *r, struct wrong *damaged,
                        struct wrong *other)
{
	for (size_t j = 0; j < r->used; j++) {
		const struct chosen *c = &r->batch[j];

		scene_render(r->scene, c->index, r->payload);
		if (digest_result64(c->arrays) != c->stored)
			add_wrong(damaged, c->index);
		else if (digest64(r->payload,
		                  (size_t)r->head.payload_bytes) != c->stored)
			add_wrong(other, c->index);
	}
	r->looked += r->used;
}

/* Add "samples 3, 5 and 2 more: WHAT" to TEXT; nothing if there are none. */
static void put_wrong(struct text *text, const struct wrong *w,
                      const char *what)
{
	if (w->count == 0)
		return;
	text_put(text, w->count > 1 ? "samples " : "sample ");
	for (uint64_t i = 0; i < w->count && i < NAMED; i++)
		text_put(text, "%s%" PRIu64, i > 0 ? ", " : "", w->named[i]);
	if (w->count > NAMED)
		text_put(text, " and %" PRIu64 " more", w->count - NAMED);
	text_put(text, ": %s", what);
}

int recheck_checkpoint(struct recheck *r, const struct dataset *s, uint64_t k,
                       struct diag *d)
{
	struct range range = plan_checkpoint_range(&s->plan, k);
	struct wrong damaged = { 0 }, other = { 0 };
	char name[PLAN_NAME_MAX], buffer[WRONG_TEXT_MAX];
	struct text text;
	uint64_t i = fill_batch(r, first_from(r, range.first), range);

	plan_checkpoint_name(k, name);
	for (; r->used > 0; i = fill_batch(r, i, range)) {
		if (read_batch(r, s, k, range, d) != 0)
			return -1;
		judge_batch(r, &damaged, &other);
	}
	r->differing += damaged.count + other.count;
	if (damaged.count + other.count == 0)
		return 0;
	text_begin(&text, buffer, sizeof buffer);
	put_wrong(&text, &damaged, "the arrays do not match sample_xxh3");
	if (damaged.count > 0 && other.count > 0)
		text_put(&text, "; ");
	put_wrong(&text, &other, "rendering again gives other values");
	return diag_data(d, "%s/%s: %s", s->dir.path, name, buffer);
}

uint64_t recheck_looked(const struct recheck *r)
{
	return r->looked;
}

uint64_t recheck_differing(const struct recheck *r)
{
	return r->differing;
}

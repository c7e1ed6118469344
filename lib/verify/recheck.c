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
#define NAMED 10   /* samples named in a message */
/* Two lists of samples: for each 20 digits, comma and space; and the words. */
#define WRONG_TEXT_MAX 800

/* Samples of one checkpoint that are wrong in one way. */
struct wrong {
	uint64_t count, named[NAMED];
};

struct recheck {
	const struct plan *plan;
	uint64_t count; /* samples chosen in the whole dataset */
	struct record_head head;
	struct scene *scene;
	/* A sample as it is stored, then as it is rendered. */
	unsigned char *payload;
	uint64_t looked, differing;
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
	/* Between the fields there are zeros, which no reader writes. */
	r->payload = calloc(1, (size_t)r->head.payload_bytes);
	return r->payload != NULL ? 0 : diag_system(d, ENOMEM, "recheck");
}

void recheck_close(struct recheck *r)
{
	if (r == NULL)
		return;
	free(r->payload);
	scene_close(r->scene);
	free(r);
}

static void add_wrong(struct wrong *w, uint64_t index)
{
	if (w->count < NAMED)
		w->named[w->count] = index;
	w->count++;
}

/* What is wrong with a checkpoint. */
struct faults {
	struct wrong damaged, other;
};

/* Compare sample INDEX, read into r->payload, with its HASH and our own. */
static void judge(struct recheck *r, uint64_t index, uint64_t hash,
                  struct faults *f)
{
	size_t bytes = (size_t)r->head.payload_bytes;

	r->looked++;
	if (digest64(r->payload, bytes) != hash) {
		add_wrong(&f->damaged, index);
		return;
	}
	scene_render(r->scene, index, r->payload);
	if (digest64(r->payload, bytes) != hash)
		add_wrong(&f->other, index);
}

/* Judge the chosen samples in RANGE, that of IN. */
static int judge_chosen(struct recheck *r, struct checkpoint_reader *in,
                        struct range range, struct faults *f, struct diag *d)
{
	uint64_t i = first_from(r, range.first), stored_index, hash;

	for (uint64_t index = range.first; i < r->count; index++) {
		uint64_t next = choose(i, r->count, r->plan->samples);
		int is_chosen = index == next;

		if (next > range.last)
			break;
		if (checkpoint_next(in, is_chosen ? CHECKPOINT_ALL_FIELDS : 0,
		                    &stored_index, &hash, r->payload, d) <= 0)
			return -1;
		if (!is_chosen)
			continue;
		judge(r, index, hash, f);
		i++;
	}
	return 0;
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
	struct faults f = { .damaged = { 0 } };
	char name[PLAN_NAME_MAX], buffer[WRONG_TEXT_MAX];
	struct checkpoint_reader *in;
	struct text text;
	int result = checkpoint_open(&in, s, k, &r->head, d);

	if (result == 0)
		result = judge_chosen(r, in, plan_checkpoint_range(&s->plan, k),
		                      &f, d);
	checkpoint_close(in);
	r->differing += f.damaged.count + f.other.count;
	if (result != 0 || f.damaged.count + f.other.count == 0)
		return result;
	text_begin(&text, buffer, sizeof buffer);
	put_wrong(&text, &f.damaged, "the arrays do not match sample_xxh3");
	if (f.damaged.count > 0 && f.other.count > 0)
		text_put(&text, "; ");
	put_wrong(&text, &f.other, "rendering again gives other values");
	plan_checkpoint_name(&s->plan, k, name);
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

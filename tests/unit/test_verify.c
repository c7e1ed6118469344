/* What a dataset is judged by, without a file: findings and duplicates. */
#include <string.h>

#include "check.h"
#include "verify/duplicates.h"
#include "verify/findings.h"

#define EACH 8 /* samples of a checkpoint */

/* A plan of CHECKPOINTS, and half a one more. */
static struct plan plan_of(uint64_t checkpoints)
{
	struct plan p;

	plan_defaults(&p);
	p.samples = checkpoints * EACH + EACH / 2;
	p.interval = EACH;
	return p;
}

/* Checkpoint K, found as STATE, with labels that come in turn. */
static void add(struct findings *f, uint64_t k, enum presence state)
{
	for (uint64_t i = 0; state == PRESENCE_PRESENT &&
	                     i < plan_checkpoint_count(f->plan, k); i++) {
		findings_label(f, i % f->plan->classes);
	}
	findings_end(f, k, state);
}

static void complete_is_all_of_it_whole(void)
{
	struct plan p = plan_of(2);
	struct findings f;

	findings_init(&f, &p);
	for (uint64_t k = 0; k < 3; k++) {
		CHECK(!findings_complete(&f) && !findings_all_whole(&f));
		add(&f, k, PRESENCE_PRESENT);
	}
	CHECK(findings_all_whole(&f) && findings_complete(&f));
	CHECK(f.whole == 3 && f.samples == 20 && !f.unbalanced);
	CHECK(f.class_samples[0] == 5 && f.class_samples[3] == 5);
}

static void nothing_missing_or_damaged_is_complete(void)
{
	struct plan p = plan_of(2);

	static const enum presence states[] = {
		PRESENCE_MISSING, PRESENCE_DAMAGED, PRESENCE_DELETED,
	};

	for (uint64_t bad = 0; bad < 3; bad++) {
		struct findings f;

		findings_init(&f, &p);
		for (uint64_t k = 0; k < 3; k++)
			add(&f, k, k != bad ? PRESENCE_PRESENT : states[bad]);
		CHECK(f.whole == 2 && f.damaged == (bad == 1));
		CHECK(f.missing == (bad != 1));
		CHECK(f.samples == 20 - plan_checkpoint_count(&p, bad));
		CHECK(!findings_all_whole(&f) && !findings_complete(&f));
	}
}

/* Labels from 0 to 3, as written: balanced on every prefix? */
static int is_balanced(uint64_t classes, const char *labels)
{
	struct plan p = plan_of(1);
	struct findings f;

	p.classes = classes;
	findings_init(&f, &p);
	for (const char *c = labels; *c != '\0'; c++)
		findings_label(&f, (uint64_t)(*c - '0'));
	return !f.unbalanced;
}

static void classes_are_balanced_on_every_prefix(void)
{
	CHECK(is_balanced(4, "0123"));
	CHECK(is_balanced(4, "3102" "0213"));
	/* one class may be one ahead, not two */
	CHECK(is_balanced(4, "0123" "0"));
	CHECK(!is_balanced(4, "00"));
	/* balanced in the end, but not on the way */
	CHECK(!is_balanced(4, "0012" "3123"));
	CHECK(!is_balanced(4, "0123" "2013" "0120" "3123"));
	CHECK(is_balanced(2, "01" "10" "10"));
	CHECK(!is_balanced(2, "0100"));
	CHECK(is_balanced(1, "00000"));
}

static void unbalanced_is_not_complete(void)
{
	struct plan p = plan_of(0);
	struct findings f;

	findings_init(&f, &p);
	for (unsigned i = 0; i < EACH / 2; i++)
		findings_label(&f, 0);
	findings_end(&f, 0, PRESENCE_PRESENT);
	CHECK(findings_all_whole(&f) && f.unbalanced);
	CHECK(!findings_complete(&f));
}

/* What comes after a gap is no prefix, and says nothing of balance. */
static void balance_is_not_judged_beyond_a_gap(void)
{
	struct plan p = plan_of(2);

	for (int damaged = 0; damaged < 2; damaged++) {
		struct findings f;

		findings_init(&f, &p);
		add(&f, 0, damaged ? PRESENCE_DAMAGED : PRESENCE_MISSING);
		for (unsigned i = 0; i < EACH; i++)
			findings_label(&f, 1);
		CHECK(!f.unbalanced && f.class_samples[1] == EACH);
	}
}

static void only_classes_of_the_plan_are_counted(void)
{
	struct plan p = plan_of(2);
	struct findings f;

	p.classes = 3;
	findings_init(&f, &p);
	findings_label(&f, 2);
	findings_label(&f, 3);
	findings_label(&f, UINT64_MAX); /* -1 */
	CHECK(f.class_samples[2] == 1 && f.class_samples[3] == 0);
}

static void only_another_renderer_may_repeat_samples(void)
{
	struct plan p = plan_of(0);
	struct findings f;

	findings_init(&f, &p);
	add(&f, 0, PRESENCE_PRESENT);
	f.duplicates = 1;
	CHECK(findings_alike(&f) && !findings_complete(&f));
	strcpy(p.renderer, "noise/1");
	CHECK(!findings_alike(&f) && findings_complete(&f));
}

static uint64_t hash_of(uint64_t i)
{
	i = (i ^ i >> 31) * UINT64_C(0x7fb5d329728ea185);
	return i ^ i >> 27;
}

/* N samples of which every third is like its neighbour, all passes. */
static uint64_t count_alike(uint64_t n, uint64_t *passes)
{
	struct duplicates s;
	struct diag d;

	CHECK(duplicates_init(&s, n, &d) == 0);
	for (; s.pass < s.passes; duplicates_next(&s))
		for (uint64_t i = 0; i < n; i++)
			CHECK(duplicates_add(&s, hash_of(i - (i % 3 == 1)),
			                     i, 0, &d) == 0);
	*passes = s.passes;
	CHECK(s.room <= DUPLICATES_HELD / 15 * 16);
	duplicates_free(&s);
	return s.found;
}

static void repetitions_are_counted_in_as_many_passes_as_it_takes(void)
{
	uint64_t passes;

	CHECK(count_alike(0, &passes) == 0 && passes == 1);
	CHECK(count_alike(3, &passes) == 1 && passes == 1);
	CHECK(count_alike(DUPLICATES_HELD, &passes) == DUPLICATES_HELD / 3);
	CHECK(passes == 1);
	CHECK(count_alike(DUPLICATES_HELD + 3, &passes) ==
	      DUPLICATES_HELD / 3 + 1);
	CHECK(passes == 2);
}

static void a_pass_can_begin_anew(void)
{
	struct duplicates s;
	struct diag d;

	CHECK(duplicates_init(&s, 4, &d) == 0);
	for (unsigned again = 0; again < 2; again++) {
		for (uint64_t i = 0; i < 20; i++) /* more than were expected */
			CHECK(duplicates_add(&s, i / 2, i, 0, &d) == 0);
		if (again == 0)
			duplicates_clear(&s);
	}
	duplicates_next(&s);
	CHECK(s.found == 10 && s.pass == s.passes);
	duplicates_free(&s);
}

/*
 * N samples with few hashes and all parts, in several passes and compactions,
 * against a count in a table.
 */
static void pairs_and_crossings_are_those_of_a_plain_count(void)
{
	enum { VALUES = 700 };
	static uint64_t first[VALUES];
	static unsigned parts[VALUES];
	const uint64_t n = 2 * (uint64_t)DUPLICATES_HELD + 1;
	uint64_t crossing = 0, found = 0;
	struct duplicates_pair pair[DUPLICATES_NAMED];
	struct duplicates s;
	struct diag d;

	for (uint64_t i = 0; i < n; i++) {
		uint64_t at = hash_of(i) % VALUES;
		/* few are not in part 0, so that crossings are rare */
		unsigned part = hash_of(i + 5) % 1000 == 0
		                    ? (unsigned)(1 + i % 7)
		                    : 0;

		if (parts[at] == 0) {
			first[at] = i;
		} else {
			if (found < DUPLICATES_NAMED)
				pair[found] = (struct duplicates_pair){
					i, first[at]
				};
			found++;
			crossing += (parts[at] & ~(1u << part)) != 0;
		}
		parts[at] |= 1u << part;
	}
	CHECK(duplicates_init(&s, n, &d) == 0);
	CHECK(s.passes == 3);
	for (; s.pass < s.passes; duplicates_next(&s))
		for (uint64_t i = 0; i < n; i++)
			CHECK(duplicates_add(
			          &s, hash_of(hash_of(i) % VALUES), i,
			          hash_of(i + 5) % 1000 == 0
			              ? (unsigned)(1 + i % 7)
			              : 0,
			          &d) == 0);
	CHECK(s.found == found && s.crossing == crossing && crossing > 0);
	CHECK(crossing < found);
	CHECK(s.named == DUPLICATES_NAMED);
	CHECK(memcmp(s.pair, pair, sizeof pair) == 0);
	duplicates_free(&s);
}

int main(void)
{
	pairs_and_crossings_are_those_of_a_plain_count();
	complete_is_all_of_it_whole();
	nothing_missing_or_damaged_is_complete();
	classes_are_balanced_on_every_prefix();
	unbalanced_is_not_complete();
	balance_is_not_judged_beyond_a_gap();
	only_classes_of_the_plan_are_counted();
	only_another_renderer_may_repeat_samples();
	repetitions_are_counted_in_as_many_passes_as_it_takes();
	a_pass_can_begin_anew();
	return 0;
}

/* What a forecast is judged by, at both sides of every threshold. */
#include "forecast/verdict.h"

#include <string.h>

#include "check.h"
#include "plan/sample_fields.h"

#define PIECES 8
#define ALL_FREE 1000000000000 /* bytes and files: more than any test needs */

/*
 * An even sample, 100 samples of 1,000 bytes each second with two workers; of
 * the rest, in checkpoints of 100, a tenth is there.
 */
static struct verdict_facts even(void)
{
	struct verdict_facts f = {
		.disk = { .free_bytes = ALL_FREE, .total_bytes = ALL_FREE,
		          .free_files = DISK_SPACE_UNLIMITED },
		.jobs = 2, .limit_s = VERDICT_UNSET, .reserve_bytes = 0,
	};

	f.made = (struct measure_run){
		.samples = 900, .checkpoints = 9, .bytes = 900000,
		.seconds = 9, .pieces = PIECES,
	};
	for (unsigned i = 0; i < PIECES; i++)
		f.made.piece[i] = (struct forecast_piece){ 1, 100, 100000 };
	plan_defaults(&f.made.plan);
	plan_defaults(&f.rest.plan);
	f.rest.plan.samples = 10000;
	f.rest.plan.interval = 100;
	f.rest.samples = 9000;
	f.rest.checkpoints = 90;
	f.rest.present = 1000;
	f.rest.bytes = 1000000;
	return f;
}

static void what_is_even_and_has_room_fits(void)
{
	struct verdict_facts f = even();
	struct verdict v = verdict_judge(&f);

	CHECK(v.result == VERDICT_FITS);
	CHECK_NEAR(v.rate.all, 100, 1e-9);
	CHECK_NEAR(v.size.all, 1000, 1e-9);
	CHECK(v.rate.drift.known && !v.rate.is_unsteady);
	CHECK(v.size.drift.known && !v.size.is_unsteady);
	CHECK(!v.memory_is_short && !v.memory_is_growing && !v.is_long);
	CHECK(!v.disk.is_short && !v.files.is_short);
	CHECK_NEAR(v.time.likely_s, 90, 1e-6);
}

/* The rate of the second half is SHARE of the first's, in a run of SECONDS. */
static struct verdict slowed(double share, double seconds)
{
	struct verdict_facts f = even();

	for (unsigned i = PIECES / 2; i < PIECES; i++) {
		f.made.piece[i].samples *= share;
		f.made.piece[i].bytes *= share;
	}
	f.made.seconds = seconds;
	return verdict_judge(&f);
}

static void a_rate_falls_below_three_fifths_in_three_seconds(void)
{
	struct verdict v = slowed(0.59, 3);

	CHECK(v.rate.is_unsteady && v.result == VERDICT_UNSTEADY);
	CHECK_NEAR(v.rate.drift.before, 100, 1e-9);
	CHECK_NEAR(v.rate.drift.after, 59, 1e-9);
	CHECK(!slowed(0.59, 2.99).rate.is_unsteady);
	v = slowed(0.61, 3);
	CHECK(!v.rate.is_unsteady && v.result == VERDICT_FITS);
	/* a rate may rise as it likes */
	CHECK(slowed(3, 9).result == VERDICT_FITS);
}

static void fewer_than_four_rounds_tell_of_no_change(void)
{
	struct verdict_facts f = even();

	f.made.piece[0].samples = 500;
	f.made.piece[0].bytes = 5000000;
	f.made.pieces = 3;
	CHECK(!verdict_judge(&f).rate.drift.known);
	CHECK(verdict_judge(&f).result == VERDICT_FITS);
	f.made.pieces = 4;
	CHECK(verdict_judge(&f).rate.is_unsteady);
	CHECK(verdict_judge(&f).size.is_unsteady);
}

/* Rounds that scatter by 15 %: one in 3,000 may be taken for a fall. */
static void chance_alone_is_no_fall(void)
{
	uint32_t state = 1;
	unsigned fell = 0;

	for (unsigned run = 0; run < 3000; run++) {
		struct verdict_facts f = even();

		f.made.pieces = 6;
		for (unsigned i = 0; i < 6; i++) {
			double sum = 0; /* of twelve: nearly normal */

			for (unsigned k = 0; k < 12; k++) {
				state = state * 1664525 + 1013904223;
				sum += (double)(state >> 8) / (1 << 24);
			}
			f.made.piece[i].seconds = 1 + 0.15 * (sum - 6);
		}
		fell += (unsigned)verdict_judge(&f).rate.is_unsteady;
	}
	CHECK(fell <= 3);
}

/* The samples of the second half are SHARE as large as the first's. */
static struct verdict resized(double share)
{
	struct verdict_facts f = even();

	for (unsigned i = PIECES / 2; i < PIECES; i++)
		f.made.piece[i].bytes *= share;
	return verdict_judge(&f);
}

static void sizes_differ_by_more_than_half_either_way(void)
{
	CHECK(resized(1.51).size.is_unsteady);
	CHECK(resized(1.51).result == VERDICT_UNSTEADY);
	CHECK(!resized(1.49).size.is_unsteady);
	CHECK(resized(1 / 1.51).size.is_unsteady);
	CHECK(!resized(1 / 1.49).size.is_unsteady);
	CHECK(resized(1 / 1.49).result == VERDICT_FITS);
}

/* With samples of FRAMES frames of 1024x1024, of 3.1 MB each. */
static struct verdict remembered_of(uint64_t frames, double before_mb,
                                    double after_mb, double peak_bytes,
                                    double machine_bytes)
{
	struct verdict_facts f = even();

	if (frames > 0) {
		f.made.plan.frames = frames;
		f.made.plan.size.height = f.made.plan.size.width = 1024;
	}
	f.has_memory = 1;
	f.memory = (struct memory_log){
		peak_bytes, machine_bytes, { 1, before_mb, after_mb }
	};
	return verdict_judge(&f);
}

/* With samples of 0.2 MB. */
static struct verdict remembered(double before_mb, double after_mb,
                                 double peak_bytes, double machine_bytes)
{
	return remembered_of(0, before_mb, after_mb, peak_bytes, machine_bytes);
}

static void memory_grows_by_half_and_by_sixteen_megabytes_and_a_sample(void)
{
	CHECK(remembered(100, 151, 2e8, 1e9).memory_is_growing);
	CHECK(remembered(100, 151, 2e8, 1e9).result == VERDICT_UNSTEADY);
	CHECK(!remembered(100, 149, 2e8, 1e9).memory_is_growing);
	CHECK(remembered(20, 36.3, 2e8, 1e9).memory_is_growing);
	CHECK(!remembered(20, 35.9, 2e8, 1e9).memory_is_growing);
	CHECK(remembered_of(100, 200, 531, 6e8, 1e9).memory_is_growing);
	CHECK(!remembered_of(100, 200, 530, 6e8, 1e9).memory_is_growing);
	CHECK(!remembered(151, 100, 2e8, 1e9).memory_is_growing);
}

static void memory_is_short_when_the_machine_has_less(void)
{
	CHECK(remembered(100, 100, 1e9 + 1, 1e9).memory_is_short);
	CHECK(remembered(100, 100, 1e9 + 1, 1e9).result == VERDICT_TOO_LARGE);
	CHECK(!remembered(100, 100, 1e9, 1e9).memory_is_short);
	/* a machine that does not say */
	CHECK(!remembered(100, 100, 1e9, 0).memory_is_short);
}

static void memory_that_was_not_measured_is_not_judged(void)
{
	struct verdict_facts f = even();

	f.memory = (struct memory_log){ 2e9, 1e9, { 1, 100, 900 } };
	CHECK(verdict_judge(&f).result == VERDICT_FITS);
}

static void what_is_likely_to_take_longer_than_the_limit_is_long(void)
{
	struct verdict_facts f = even();

	f.limit_s = 89;
	CHECK(verdict_judge(&f).is_long);
	CHECK(verdict_judge(&f).result == VERDICT_LONG);
	f.limit_s = 91;
	CHECK(!verdict_judge(&f).is_long);
	f.limit_s = 0;
	CHECK(verdict_judge(&f).is_long);
	f.rest.samples = 0;
	CHECK(!verdict_judge(&f).is_long);
}

/* 5 % more than their bytes: the rest of a last block, and a name. */
static void bytes_of_the_disk_are_added_up(void)
{
	struct verdict_facts f = even();
	struct verdict_disk disk = verdict_judge(&f).disk;

	CHECK_NEAR(disk.write, 1.05 * 1000 * 9000, 1e-6);
	/* two workers, an archive and its spools each */
	CHECK_NEAR(disk.work, 2 * 2 * 1.05 * 1000 * 100, 1e-6);
	CHECK_NEAR(disk.reserve, 0, 0);
	CHECK_NEAR(verdict_judge(&f).room_bytes, disk.work, 0);
	f.reserve_bytes = 12345;
	CHECK_NEAR(verdict_judge(&f).disk.reserve, 12345, 0);
	CHECK_NEAR(verdict_judge(&f).room_bytes, disk.work + 12345, 1e-6);
	/* no checkpoint is larger than the dataset */
	f.rest.plan.samples = 40;
	CHECK_NEAR(verdict_judge(&f).disk.work, 2 * 2 * 1.05 * 1000 * 40, 1e-6);
}

static void the_reserve_is_a_hundredth_and_a_gigabyte_at_most(void)
{
	struct verdict_facts f = even();

	f.reserve_bytes = VERDICT_UNSET;
	f.disk.total_bytes = 99000000000;
	CHECK_NEAR(verdict_judge(&f).disk.reserve, 0.99e9, 1);
	f.disk.total_bytes = 101000000000;
	CHECK_NEAR(verdict_judge(&f).disk.reserve, 1e9, 0);
}

static void a_disk_is_short_by_one_byte(void)
{
	struct verdict_facts f = even();
	struct verdict v;

	f.reserve_bytes = 5000;
	f.other_bytes = 70000;
	v = verdict_judge(&f);
	f.disk.free_bytes = (uint64_t)(v.disk.write + v.disk.work + 75000.5);
	CHECK(!verdict_judge(&f).disk.is_short);
	CHECK(verdict_judge(&f).result == VERDICT_FITS);
	f.disk.free_bytes--;
	CHECK(verdict_judge(&f).disk.is_short);
	CHECK(verdict_judge(&f).result == VERDICT_TOO_LARGE);
	/* what the sample takes of this disk will be free again */
	f.made.bytes = 1;
	f.sample_on_disk = 1;
	CHECK(!verdict_judge(&f).disk.is_short);
	/* 4 KiB that another dataset needs are not free */
	f.other_bytes += 4096;
	CHECK(verdict_judge(&f).disk.is_short);
}

static void a_disk_is_short_by_one_inode(void)
{
	struct verdict_facts f = even();

	/* 90 checkpoints, 8 files beside them, 4 for each of two workers */
	f.disk.free_files = 106;
	CHECK_NEAR(verdict_judge(&f).files.make, 106, 0);
	CHECK_NEAR(verdict_judge(&f).files.free, 106, 0);
	CHECK(!verdict_judge(&f).files.is_short);
	f.disk.free_files = 105;
	CHECK(verdict_judge(&f).files.is_short);
	CHECK(verdict_judge(&f).result == VERDICT_TOO_LARGE);
	/* nine of them are the sample's */
	f.sample_on_disk = 1;
	CHECK_NEAR(verdict_judge(&f).files.free, 114, 0);
	CHECK(!verdict_judge(&f).files.is_short);
	f.disk.free_files = DISK_SPACE_UNLIMITED;
	CHECK(verdict_judge(&f).files.free < 0);
	CHECK(!verdict_judge(&f).files.is_short);
}

static void the_size_of_a_sample_is_its_own_or_in_proportion(void)
{
	struct verdict_facts f = even();
	double raw;

	f.rest.bytes = 3 * 1000000;
	CHECK_NEAR(verdict_judge(&f).disk.write, 1.05 * 3000 * 9000, 1e-3);
	/* nothing is there: as the sample's, of the same plan … */
	f.rest.present = f.rest.bytes = 0;
	CHECK_NEAR(verdict_judge(&f).disk.write, 1.05 * 1000 * 9000, 1e-3);
	/* … or of one with twice the frames */
	raw = sample_fields_bytes(&f.rest.plan);
	f.rest.plan.frames *= 2;
	raw = sample_fields_bytes(&f.rest.plan) / raw;
	CHECK(raw > 1.9 && raw < 2.1);
	CHECK_NEAR(verdict_judge(&f).disk.write, raw * 1.05 * 1000 * 9000, 1);
	/* another renderer's arrays are not known */
	strcpy(f.made.plan.renderer, "noise/1");
	strcpy(f.rest.plan.renderer, "noise/1");
	CHECK_NEAR(verdict_judge(&f).disk.write, 1.05 * 1000 * 9000, 1e-3);
}

static void another_dataset_counts_once_it_is_begun(void)
{
	struct measure_rest other = { .samples = 50, .present = 100,
		                      .bytes = 200000 };

	CHECK_NEAR(verdict_other_bytes(&other), 2000 * 50, 1e-9);
	other.present = other.bytes = 0;
	CHECK_NEAR(verdict_other_bytes(&other), 0, 0);
	other.present = 100;
	other.bytes = 200000;
	other.samples = 0;
	CHECK_NEAR(verdict_other_bytes(&other), 0, 0);
}

static void the_worst_is_the_result(void)
{
	struct verdict_facts f = even();

	f.limit_s = 1;
	CHECK(verdict_judge(&f).result == VERDICT_LONG);
	f.made.piece[0].bytes *= 100;
	CHECK(verdict_judge(&f).result == VERDICT_UNSTEADY);
	f.disk.free_bytes = 1;
	CHECK(verdict_judge(&f).result == VERDICT_TOO_LARGE);
	CHECK(verdict_judge(&f).is_long && verdict_judge(&f).size.is_unsteady);
}

static void a_checkpoint_needs_bytes_and_eight_files(void)
{
	struct disk_space disk = { .free_bytes = 1000, .free_files = 8 };

	CHECK(verdict_room(&disk, 1000) == VERDICT_ROOM);
	CHECK(verdict_room(&disk, 1001) == VERDICT_NO_BYTES);
	disk.free_files = 7;
	CHECK(verdict_room(&disk, 1000) == VERDICT_NO_FILES);
	disk.free_files = DISK_SPACE_UNLIMITED;
	CHECK(verdict_room(&disk, 0) == VERDICT_ROOM);
}

int main(void)
{
	what_is_even_and_has_room_fits();
	a_rate_falls_below_three_fifths_in_three_seconds();
	fewer_than_four_rounds_tell_of_no_change();
	chance_alone_is_no_fall();
	sizes_differ_by_more_than_half_either_way();
	memory_grows_by_half_and_by_sixteen_megabytes_and_a_sample();
	memory_is_short_when_the_machine_has_less();
	memory_that_was_not_measured_is_not_judged();
	what_is_likely_to_take_longer_than_the_limit_is_long();
	bytes_of_the_disk_are_added_up();
	the_reserve_is_a_hundredth_and_a_gigabyte_at_most();
	a_disk_is_short_by_one_byte();
	a_disk_is_short_by_one_inode();
	the_size_of_a_sample_is_its_own_or_in_proportion();
	another_dataset_counts_once_it_is_begun();
	the_worst_is_the_result();
	a_checkpoint_needs_bytes_and_eight_files();
	return 0;
}

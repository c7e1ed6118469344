/* Judge from what was measured whether the rest of a dataset may be begun. */
#include "forecast/verdict.h"

#include "plan/sample_fields.h"

/*
 * Rates. Of 3,000 made-up samples of six even rounds that scatter by 15 %, one
 * falls by more than this by chance; of those that scatter by 25 %, one in
 * fifty. A disk or a processor that is throttled goes down to half or less.
 */
#define FALLEN_TO 0.6
/* In less time, one hiccup of the machine weighs more than a fifth. */
#define RATE_JUDGED_S 3

/*
 * Sizes: archives of one default sample scatter by 5 %, those of 40 samples by
 * less than 1 %, so that a half more is never chance.
 */
#define SIZE_CHANGED 1.5

/*
 * Memory, too, grows by a half, and by more than half of the 32 MiB and two
 * samples that one process may take, for processes come and go between two
 * looks.
 */
#define MEMORY_GROWN 1.5
#define MEMORY_GROWN_MB 16.0

/*
 * What a file takes of a disk beyond its bytes: the rest of its last block, 2
 * of 4 KiB on average, which is 5 % of 40 kB; and its name.
 */
#define LARGER 1.05
/* An archive, and what waits in spools to follow: never more than it. */
#define ARCHIVES_OF_A_JOB 2
/* Of a default checkpoint: the archive, two spools and the heartbeat. */
#define FILES_OF_A_JOB 4

/* 1 % of the disk is kept free for others, but no more than 1 GB. */
#define RESERVE_SHARE 100
#define RESERVE_MAX_BYTES 1e9

static void judge_sample(struct verdict *v, const struct measure_run *m)
{
	double samples[FORECAST_PIECES_MAX], seconds[FORECAST_PIECES_MAX];
	double bytes[FORECAST_PIECES_MAX];
	double all_samples = 0, all_s = 0;
	struct verdict_mean *rate = &v->rate, *size = &v->size;

	for (unsigned i = 0; i < m->pieces; i++) {
		samples[i] = m->piece[i].samples;
		seconds[i] = m->piece[i].seconds;
		bytes[i] = m->piece[i].bytes;
		all_samples += samples[i];
		all_s += seconds[i];
	}
	rate->all = all_samples / all_s;
	rate->drift = forecast_drift(samples, seconds, m->pieces);
	rate->is_unsteady =
	    rate->drift.known && m->seconds >= RATE_JUDGED_S &&
	    rate->drift.after < FALLEN_TO * rate->drift.before;
	size->all = (double)m->bytes / (double)m->samples;
	size->drift = forecast_drift(bytes, samples, m->pieces);
	size->is_unsteady =
	    size->drift.known &&
	    (size->drift.after > SIZE_CHANGED * size->drift.before ||
	     size->drift.before > SIZE_CHANGED * size->drift.after);
}

static void judge_memory(struct verdict *v, const struct memory_log *m,
                         double sample_bytes)
{
	const struct forecast_drift *f = &m->drift_mb;
	double grown_mb = MEMORY_GROWN_MB + sample_bytes / 1e6;

	v->memory_is_short =
	    m->machine_bytes > 0 && m->peak_bytes > m->machine_bytes;
	v->memory_is_growing = f->known &&
	                       f->after > MEMORY_GROWN * f->before &&
	                       f->after - f->before > grown_mb;
}

/*
 * What a checkpoint may take whatever its size: to start processes, to sync.
 * Measured: 0.01 to 0.03 s, 0.1 s on a slow disk.
 */
#define CHECKPOINT_S 0.1

/*
 * A sample made in less time may have met a busy moment: of 16 forecasts on a
 * busy machine, two were twice too long without this.
 */
#define STUMBLE_S 1.0
#define STUMBLE 2.0

/*
 * Where the sample's checkpoints are smaller than those of the rest, its time
 * in proportion to the samples is too long by at most that, for each of its
 * checkpoints: the share that stays.
 */
static double sure_share(const struct verdict_facts *f)
{
	double made, rest, each_s, start_s;

	if (f->made.checkpoints == 0 || f->rest.checkpoints == 0)
		return 1;
	made = (double)f->made.samples / (double)f->made.checkpoints;
	rest = (double)f->rest.samples / (double)f->rest.checkpoints;
	each_s = f->made.seconds * (double)f->jobs /
	         (double)f->made.checkpoints;
	start_s = each_s < CHECKPOINT_S ? each_s : CHECKPOINT_S;
	return made < rest && each_s > 0
	           ? 1 - start_s / each_s * (1 - made / rest)
	           : 1;
}

static void judge_time(struct verdict *v, const struct verdict_facts *f)
{
	v->time = forecast_time(f->made.piece, f->made.pieces,
	                        (double)f->rest.samples);
	v->time.low_s *= sure_share(f);
	if (f->made.seconds < STUMBLE_S)
		v->time.low_s /= STUMBLE;
	v->is_long = f->limit_s != VERDICT_UNSET &&
	             v->time.likely_s > (double)f->limit_s;
}

/* Bytes of a sample, as those of R that are present tell. */
static double bytes_present(const struct measure_rest *r)
{
	return (double)r->bytes / (double)r->present;
}

/*
 * Bytes of a sample of the rest: what its own tell, else what those of the
 * sample do, in proportion to their size before compression.
 */
static double bytes_each(const struct verdict_facts *f)
{
	const struct measure_run *m = &f->made;
	double each = (double)m->bytes / (double)m->samples;
	double raw = sample_fields_bytes(&m->plan);

	if (f->rest.present > 0)
		return bytes_present(&f->rest);
	return raw > 0 ? each * sample_fields_bytes(&f->rest.plan) / raw : each;
}

/* Bytes to stay free, where nothing was asked for. */
static double default_reserve(const struct disk_space *disk)
{
	double share = (double)disk->total_bytes / RESERVE_SHARE;

	return share < RESERVE_MAX_BYTES ? share : RESERVE_MAX_BYTES;
}

static void judge_disk(struct verdict *v, const struct verdict_facts *f)
{
	const struct plan *plan = &f->rest.plan;
	double each = LARGER * bytes_each(f);
	uint64_t interval = plan->samples < plan->interval ? plan->samples
	                                                   : plan->interval;
	struct verdict_disk *disk = &v->disk;

	disk->write = each * (double)f->rest.samples;
	disk->work = (double)f->jobs * ARCHIVES_OF_A_JOB * each *
	             (double)interval;
	disk->reserve = f->reserve_bytes != VERDICT_UNSET
	                    ? (double)f->reserve_bytes
	                    : default_reserve(&f->disk);
	disk->free = (double)f->disk.free_bytes;
	if (f->sample_on_disk)
		disk->free += (double)f->made.bytes;
	disk->is_short = disk->write + disk->work + disk->reserve +
	                     f->other_bytes > disk->free;
	v->room_bytes = disk->work + disk->reserve;
}

static void judge_files(struct verdict *v, const struct verdict_facts *f)
{
	struct verdict_files *files = &v->files;

	files->make = (double)f->rest.checkpoints + VERDICT_FILES_BESIDE +
	              (double)f->jobs * FILES_OF_A_JOB;
	files->free = -1;
	files->is_short = 0;
	if (f->disk.free_files == DISK_SPACE_UNLIMITED)
		return;
	files->free = (double)f->disk.free_files;
	if (f->sample_on_disk)
		files->free += (double)f->made.checkpoints;
	files->is_short = files->make > files->free;
}

static enum verdict_result worst(const struct verdict *v)
{
	if (v->memory_is_short || v->disk.is_short || v->files.is_short)
		return VERDICT_TOO_LARGE;
	if (v->rate.is_unsteady || v->size.is_unsteady || v->memory_is_growing)
		return VERDICT_UNSTEADY;
	return v->is_long ? VERDICT_LONG : VERDICT_FITS;
}

struct verdict verdict_judge(const struct verdict_facts *f)
{
	struct verdict v = { .result = VERDICT_FITS };

	judge_sample(&v, &f->made);
	if (f->has_memory)
		judge_memory(&v, &f->memory,
		             sample_fields_bytes(&f->made.plan));
	judge_time(&v, f);
	judge_disk(&v, f);
	judge_files(&v, f);
	v.result = worst(&v);
	return v;
}

double verdict_other_bytes(const struct measure_rest *other)
{
	return other->present > 0
	           ? bytes_present(other) * (double)other->samples
	           : 0;
}

enum verdict_room verdict_room(const struct disk_space *disk, uint64_t bytes)
{
	if (disk->free_bytes < bytes)
		return VERDICT_NO_BYTES;
	if (disk->free_files < VERDICT_FILES_BESIDE)
		return VERDICT_NO_FILES;
	return VERDICT_ROOM;
}

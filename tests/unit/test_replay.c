/*
 * Compare the estimate with two others on made-up runs: completed over elapsed,
 * and tqdm's exponential smoothing of commits (0.3). Each kind of run has many
 * variants, drawn by number, so that nothing is tuned to a single run. With -v,
 * print the table of errors.
 *
 * Both others have an advantage: they count only the samples of this run, and
 * their estimate stays the same between commits, which is better than letting
 * it rise.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "estimate/estimate.h"
#include "estimate/replay.h"

#define VARIANTS 50
#define LOOKS 40          /* in the time of a checkpoint */
#define ASKED 5           /* looks from one recorded estimate to the next */
#define ROWS_MAX 40000
#define WORKERS_MAX 8

enum kind { CONSTANT, BURSTS, HALVING, REAL, DECAY, RESUMED, STRAGGLER, STALL,
            ASLEEP, STEPPED, WANDER, KINDS };

static const char *const kind_name[KINDS] = {
	"constant", "8 in bursts", "halving", "halving, real", "steady decay",
	"resumed at 60 %", "straggler", "stall of 10 min", "asleep 1 h",
	"clock back 1 h", "wandering"
};

struct trace {
	enum kind kind;
	uint64_t random;
	unsigned workers, checkpoints;
	uint64_t interval, resumed;
	double checkpoint_s;           /* of one worker */
	double startup_s, noise;
	double event;                  /* when, as a share of the work */
	double factor;                 /* how much slower then */
	double slow[WORKERS_MAX];      /* each worker's, 1: as usual */
	double wander;                 /* the logarithm of the pace, … */
	double sway, memory;           /* its deviation; looks it lasts */
};

/* What was said at one look, as seconds to go; negative: nothing. */
struct row {
	double true_s; /* of the true clock */
	double share;  /* of this run's work, committed or not */
	int known, working, foreseeable;
	enum estimate_pace pace;
	double ours, low, high, naive, smooth;
};

struct score {
	unsigned rows, asked, held, late_rows;
	double ours, naive, smooth; /* sums of relative errors */
	unsigned late_held;         /* of what could be foreseen … */
	double late_ours, late_naive, late_smooth;
	double second;              /* of ours, in the second half … */
	unsigned second_rows;
	double width;
	unsigned stalls, false_stalls; /* looks at which it said so */
};

static double uniform(struct trace *t, double from, double to)
{
	t->random = t->random * UINT64_C(6364136223846793005) +
	            UINT64_C(1442695040888963407);
	return from + (to - from) * (double)(t->random >> 11) / 9007199254740992.0;
}

static double normal(struct trace *t)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform(t, 0, 1);
	return sum;
}

static void draw(struct trace *t, enum kind kind, unsigned variant)
{
	memset(t, 0, sizeof *t);
	t->kind = kind;
	t->random = 1000003u * (unsigned)kind + 7919u * variant + 1;
	for (int i = 0; i < 8; i++)
		(void)uniform(t, 0, 1);
	t->workers = 1;
	t->interval = (uint64_t)uniform(t, 50, 2000);
	t->checkpoints = (unsigned)uniform(t, 10, 60);
	t->checkpoint_s = uniform(t, 4, 40);
	t->startup_s = uniform(t, 0, 0.5) * t->checkpoint_s;
	t->noise = uniform(t, 0.02, 0.15);
	t->event = uniform(t, 0.25, 0.6);
	t->factor = 2;
	for (int i = 0; i < WORKERS_MAX; i++)
		t->slow[i] = 1;
	if (kind == BURSTS || kind == STRAGGLER) {
		t->workers = WORKERS_MAX;
		t->checkpoints = (unsigned)uniform(t, 50, 160);
	}
	if (kind == BURSTS)
		t->noise = uniform(t, 0.002, 0.03);
	if (kind == HALVING)
		t->factor = uniform(t, 1.8, 3);
	if (kind == DECAY)
		t->factor = uniform(t, 2, 5);
	t->sway = uniform(t, 0.15, 0.45);
	t->memory = LOOKS * uniform(t, 0.5, 8);
	if (kind == STRAGGLER)
		t->slow[0] = uniform(t, 2, 5);
	if (kind == RESUMED)
		t->resumed = t->checkpoints * 3 / 2 * t->interval;
	if (kind == REAL) {
		t->interval = 1000;
		t->checkpoints = 10;
		t->startup_s = 0;
		t->event = 0.4;
	}
}

/* How much slower than usual work is at SHARE of it. */
static double slowness(struct trace *t, double share)
{
	switch (t->kind) {
	case HALVING:
		return share < t->event ? 1 : t->factor;
	case DECAY:
		return 1 + share * (t->factor - 1);
	case WANDER:
		t->wander += -t->wander / t->memory +
		             t->sway * sqrt(2 / t->memory) * normal(t);
		return exp(t->wander);
	default:
		return 1;
	}
}

/* Seconds that the K-th checkpoint takes a worker without hindrance. */
static double checkpoint_s(struct trace *t, unsigned k)
{
	static const double real[] = { 4.4, 8.6, 12.9, 17.2, 26.3, 37.6, 49.8,
		                       62, 74.1, 86.3 };

	if (t->kind == REAL)
		return real[k] - (k > 0 ? real[k - 1] : 0);
	return t->checkpoint_s * exp(t->noise * normal(t));
}

struct worker {
	int busy;
	double did_s, takes_s, began_s;
};

struct others {
	double start_s, last_s;  /* the watcher's clock */
	double dn, dt, weight;   /* tqdm's */
	double naive_at, smooth_at; /* seconds to go, said at last_s */
};

static void others_commit(struct others *o, double now_s, uint64_t samples,
                          uint64_t made, uint64_t left)
{
	double dt = now_s - o->last_s;

	o->dn = 0.3 * (double)samples + 0.7 * o->dn;
	o->dt = 0.3 * dt + 0.7 * o->dt;
	o->last_s = now_s;
	o->smooth_at = (double)left * o->dt / o->dn;
	o->naive_at = (double)left * (now_s - o->start_s) / (double)made;
}

/* What the watcher gets to see. */
enum sight {
	ALL,     /* heartbeats and commits, from the beginning */
	LATE,    /* the same from the middle on; before, commits in seconds */
	COMMITS, /* commits alone */
	SIGHTS
};

static const char *const sight_name[SIGHTS] = {
	"heartbeats and commits", "the same, joined in the middle",
	"commits alone"
};

struct run {
	struct trace t;
	enum sight sight;
	struct replay_commit commit[200];
	int joined;
	struct worker worker[WORKERS_MAX];
	struct row *row;
	unsigned rows, begun, made;
	double true_s, offset_s; /* the watcher's clock is their sum */
	double idle_s;           /* how long the stall lasts yet */
	double rate;             /* oracle: true samples a second */
	int happened;
	struct estimate e;
	struct others o;
	double step_s;
};

static unsigned fly(const struct run *r, int heartbeats,
                    struct schedule_flight *flight, double *under_way)
{
	unsigned n = 0;

	*under_way = 0;
	for (unsigned i = 0; i < r->t.workers; i++) {
		const struct worker *w = &r->worker[i];

		if (!w->busy)
			continue;
		*under_way += w->did_s / w->takes_s;
		if (!heartbeats)
			continue;
		flight[n].count = r->t.interval;
		flight[n].done = (uint64_t)(w->did_s / w->takes_s *
		                            (double)r->t.interval);
		flight[n++].seconds = r->true_s - w->began_s;
	}
	return n;
}

/* Let everybody work for a step. */
static void work(struct run *r, double slow)
{
	for (unsigned i = 0; i < r->t.workers; i++) {
		struct worker *w = &r->worker[i];
		double left_s = r->step_s / slow / r->t.slow[i];

		while (left_s > 0) {
			if (!w->busy && r->begun == r->t.checkpoints)
				break;
			if (!w->busy) {
				w->busy = 1;
				w->did_s = 0;
				w->began_s = r->true_s;
				w->takes_s = checkpoint_s(&r->t, r->begun++);
			}
			if (w->takes_s - w->did_s > left_s) {
				w->did_s += left_s;
				break;
			}
			left_s -= w->takes_s - w->did_s;
			w->busy = 0;
			r->made++;
		}
	}
}

/* What happens outside. */
static void outside(struct run *r, double share)
{
	if (r->happened || share < r->t.event)
		return;
	r->happened = 1;
	if (r->t.kind == STALL)
		r->idle_s = 600;
	if (r->t.kind == ASLEEP)
		for (unsigned i = 0; i < r->t.workers; i++)
			r->worker[i].began_s += 3600; /* their clock stands */
	if (r->t.kind == ASLEEP)
		r->true_s += 3600;
	if (r->t.kind == STEPPED)
		r->offset_s -= 3600;
}

static void ask(struct run *r, double share, int working)
{
	uint64_t total = r->t.resumed + r->t.checkpoints * r->t.interval;
	struct estimate_report said = estimate_at(&r->e, total);
	double since_s = r->true_s + r->offset_s - r->o.last_s;
	struct row *row = &r->row[r->rows++];

	CHECK(r->rows < ROWS_MAX);
	row->true_s = r->true_s;
	row->share = share;
	row->working = working;
	row->known = said.known;
	row->pace = said.pace;
	row->ours = said.likely_s;
	row->low = said.low_s;
	row->high = said.high_s;
	row->naive = r->o.naive_at - since_s;
	row->smooth = r->o.smooth_at - since_s;
	row->foreseeable = r->happened ||
	                   !(r->t.kind == STALL || r->t.kind == ASLEEP ||
	                     r->t.kind == HALVING || r->t.kind == REAL);
}

/* The watcher looks; one who comes late first reads what was committed. */
static void look(struct run *r, double share,
                 const struct schedule_flight *flight, unsigned n)
{
	double now_s = r->true_s + r->offset_s;
	uint64_t done = r->t.resumed + r->made * r->t.interval;

	if (r->sight == LATE && !r->joined && share < 0.5)
		return;
	if (r->sight == LATE && !r->joined) {
		uint64_t from;

		replay_sort(r->commit, r->made);
		from = replay_run(r->commit, r->made, flight, n, now_s);
		replay_timeline(NULL, &r->e, r->commit, from, r->made, flight,
		                n, now_s, 0);
		r->e.start += r->t.resumed;
		r->e.done += r->t.resumed;
	}
	r->joined = 1;
	estimate_observe(&r->e, now_s, done, flight, n);
}

static void play(struct run *r)
{
	struct trace *t = &r->t;
	struct schedule_flight flight[WORKERS_MAX];
	double share = 0, under_way, now_s;
	unsigned before, n;

	r->offset_s = 5000;
	r->o.start_s = r->o.last_s = r->offset_s;
	estimate_begin(&r->e, r->offset_s, t->resumed);
	for (unsigned i = 0; r->made < t->checkpoints; i++) {
		int working = r->true_s >= t->startup_s && r->idle_s <= 0;

		before = r->made;
		r->true_s += r->step_s;
		r->idle_s -= r->step_s;
		if (working)
			work(r, slowness(t, share));
		outside(r, share);
		if (t->kind == REAL && r->made >= 4)
			r->happened = 1;
		n = fly(r, r->sight != COMMITS, flight, &under_way);
		share = (r->made + under_way) / t->checkpoints;
		now_s = r->true_s + r->offset_s;
		if (r->made > before)
			others_commit(&r->o, now_s,
			              (r->made - before) * t->interval,
			              r->made * t->interval,
			              (t->checkpoints - r->made) * t->interval);
		for (unsigned k = before; k < r->made; k++) {
			r->commit[k].at_s = floor(now_s);
			r->commit[k].first = k;
			r->commit[k].count = t->interval;
		}
		look(r, share, flight, n);
		if (i % ASKED == 0 && r->joined)
			ask(r, share, working && r->idle_s <= 0);
	}
}

static double error(double said_s, double true_s)
{
	if (!(said_s > 0))
		said_s = 0;
	return fabs(said_s - true_s);
}

static void judge(const struct run *r, struct score *s)
{
	double end_s = r->true_s, length_s = end_s;

	if (r->t.kind == ASLEEP)
		length_s -= 3600;
	for (unsigned i = 0; i < r->rows; i++) {
		const struct row *row = &r->row[i];
		double left_s = end_s - row->true_s;

		if (row->share < 0.1 || row->share > 0.9)
			continue;
		s->asked += row->working != 0;
		s->false_stalls += row->working && !row->known;
		if (!row->known || r->made == 0 || row->naive == 0)
			continue;
		s->rows++;
		s->ours += error(row->ours, left_s) / length_s;
		s->naive += error(row->naive, left_s) / length_s;
		s->smooth += error(row->smooth, left_s) / length_s;
		s->held += left_s >= row->low && left_s <= row->high;
		if (row->share >= 0.55) {
			s->second_rows++;
			s->second += error(row->ours, left_s) / length_s;
		}
		s->width += (row->high - row->low) / length_s;
		if (!row->foreseeable)
			continue;
		s->late_rows++;
		s->late_ours += error(row->ours, left_s) / length_s;
		s->late_naive += error(row->naive, left_s) / length_s;
		s->late_smooth += error(row->smooth, left_s) / length_s;
		s->late_held += left_s >= row->low && left_s <= row->high;
	}
}

static void replay(enum kind kind, enum sight sight, struct score *s)
{
	static struct row rows[ROWS_MAX];
	unsigned variants = kind == REAL ? 1 : VARIANTS;

	memset(s, 0, sizeof *s);
	for (unsigned v = 0; v < variants; v++) {
		static struct run r;

		memset(&r, 0, sizeof r);
		draw(&r.t, kind, v);
		r.row = rows;
		r.step_s = (kind == REAL ? 8 : r.t.checkpoint_s) / LOOKS;
		r.sight = sight;
		play(&r);
		judge(&r, s);
	}
}

static void print(enum kind kind, const struct score *s)
{
	printf("%-16s %6.1f %6.1f %6.1f |%6.1f %6.1f %6.1f |%6.1f %6.1f %6.1f\n",
	       kind_name[kind], 100 * s->ours / s->rows,
	       100 * s->naive / s->rows, 100 * s->smooth / s->rows,
	       100 * s->late_ours / s->late_rows,
	       100 * s->late_naive / s->late_rows,
	       100 * s->late_smooth / s->late_rows,
	       100.0 * s->held / s->rows, 100.0 * s->late_held / s->late_rows,
	       100.0 * s->width / s->rows);
	/* What is said before it can be known, and nothing wrong after. */
	if (s->late_rows < s->rows)
		printf("%-16s %6.1f\n", "  a seer of now",
		       100 * (s->ours - s->late_ours) / s->rows);
}

static void expect(int holds, const char *what, enum kind kind,
                   enum sight sight)
{
	if (holds)
		return;
	printf("%s, %s: %s\n", kind_name[kind], sight_name[sight], what);
	exit(1);
}

/* The better of the others. */
static double best(double naive, double smooth)
{
	return naive < smooth ? naive : smooth;
}

static void goals(enum kind kind, enum sight sight, const struct score *s,
                  const struct score *all)
{
	double others = best(s->naive, s->smooth);
	double later = best(s->late_naive, s->late_smooth), worse;

	expect(s->late_rows > 0, "nothing was asked", kind, sight);
	/* Commits alone cannot tell a stall from what is made after it. */
	expect(s->false_stalls * 100 <= s->asked ||
	           (sight == COMMITS && kind == STALL),
	       "unknown while it works", kind, sight);
	if (sight == LATE) {
		/* As right as who watched all the time, to 1 % of the run. */
		expect(s->second / s->second_rows <=
		           1.05 * all->second / all->second_rows + 0.01,
		       "worse for who came late", kind, sight);
		return;
	}
	if (sight == COMMITS) {
		expect(s->ours <= 1.2 * others, "worse than another", kind,
		       sight);
		return;
	}
	/*
	 * A rate that wanders and comes back looks like one that changed,
	 * until it is back: who believes in changes pays for it there.
	 */
	worse = kind == WANDER ? 1.25 : 1.05;
	expect(s->ours <= worse * others, "worse than another", kind, sight);
	expect(s->late_ours <= worse * later, "later worse than another",
	       kind, sight);
	expect(s->late_held >= 0.8 * s->late_rows, "the range is too narrow",
	       kind, sight);
	/*
	 * Before it slows down nobody can know that it will, and that part
	 * of the error is everybody's. Over the halving runs as a whole even
	 * who knew the end from the change on ("a seer of now" in the table)
	 * would not be twice as good as tqdm. So this is asked of what comes
	 * after the change.
	 */
	if (kind == HALVING || kind == REAL || kind == DECAY)
		expect(2 * s->late_ours <= later, "not twice as good", kind,
		       sight);
}

/* Work stops for good: how long until that is said, and what is then. */
static void silence(unsigned variant, enum sight sight)
{
	static struct row rows[ROWS_MAX];
	static struct run r;
	struct schedule_flight flight[WORKERS_MAX];
	struct estimate_report said = { 0 };
	double under_way, slowest_s;
	uint64_t total;
	unsigned n;

	memset(&r, 0, sizeof r);
	draw(&r.t, variant % 2 ? BURSTS : CONSTANT, variant);
	r.row = rows;
	r.sight = sight;
	r.step_s = r.t.checkpoint_s / LOOKS;
	total = 2 * r.t.checkpoints * r.t.interval; /* the half of it */
	play(&r);
	n = fly(&r, sight != COMMITS, flight, &under_way);
	slowest_s = 3 * r.t.checkpoint_s * exp(3 * r.t.noise);
	for (double s = 0; s < 4 * slowest_s; s += r.step_s) {
		r.true_s += r.step_s;
		estimate_observe(&r.e, r.true_s + r.offset_s,
		                 r.made * r.t.interval, flight, n);
		said = estimate_at(&r.e, total);
		CHECK(said.known == (said.pace != ESTIMATE_STALLED));
		CHECK(s < slowest_s || said.pace == ESTIMATE_STALLED);
	}
}

int main(int argc, char **argv)
{
	int table = argc > 1 && strcmp(argv[1], "-v") == 0;
	static struct score score[SIGHTS][KINDS];

	for (enum sight sight = 0; sight < SIGHTS; sight++) {
		if (table)
			printf("\n%s: error in %% of the run\n%-16s "
			       "  ours  naive smooth | once foreseeable   "
			       "| held   then  width\n", sight_name[sight], "");
		for (enum kind kind = 0; kind < KINDS; kind++) {
			replay(kind, sight, &score[sight][kind]);
			if (table)
				print(kind, &score[sight][kind]);
		}
	}
	for (enum sight sight = 0; sight < SIGHTS; sight++)
		for (enum kind kind = 0; kind < KINDS; kind++)
			if (sight != LATE ||
			    kind != STEPPED) /* it has no history */
				goals(kind, sight, &score[sight][kind],
				      &score[ALL][kind]);
	for (unsigned v = 0; v < VARIANTS; v++)
		for (enum sight sight = 0; sight < SIGHTS; sight++)
			if (sight != LATE)
				silence(v, sight);
	return 0;
}

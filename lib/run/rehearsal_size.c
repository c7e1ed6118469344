/* Choose how much is made to rehearse a run. */
#include "run/rehearsal_size.h"

#include "base/option.h"

#define TENTH 10
#define WORK_S 5         /* at least, so that rates can be judged */
#define RUN_SHARE 0.4    /* of the time, for each of the two runs */
#define ROUNDS 12        /* checkpoints of each worker … */
#define ROUNDS_FEW 6     /* … where there are less than … */
#define ROUND_SAMPLES 8  /* … so many samples for each */

struct rehearsal_size rehearsal_size(const struct plan *plan, double rate,
                                     uint64_t jobs, uint64_t samples,
                                     uint64_t seconds)
{
	double each = rate > 0 ? rate : 1;
	uint64_t most = (uint64_t)(each * RUN_SHARE * (double)seconds);
	uint64_t rounds = ROUNDS;
	struct rehearsal_size s;

	if (samples == OPTION_NOT_GIVEN) {
		samples = plan->samples / TENTH;
		if ((double)samples < WORK_S * each)
			samples = (uint64_t)(WORK_S * each);
	}
	samples = samples < most ? samples : most;
	samples = samples < plan->samples ? samples : plan->samples;
	if (samples < ROUND_SAMPLES * ROUNDS * jobs)
		rounds = ROUNDS_FEW;
	s.interval = samples / (rounds * jobs);
	if (s.interval > plan->interval)
		s.interval = plan->interval;
	if (s.interval < 1)
		s.interval = 1;
	if (samples / (s.interval * jobs) > rounds)
		rounds = samples / (s.interval * jobs);
	s.checkpoints = rounds * jobs;
	s.samples = s.checkpoints * s.interval;
	return s;
}

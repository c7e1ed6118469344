/* Judge what was seen of a run. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "run/watch.h"

#define SHORT_S 1.0 /* in a shorter run, a gap tells nothing */
#define TAIL_BYTES 2000

static double longer(double a, double b)
{
	return a > b ? a : b;
}

int watch_judge_checkpoints(const struct watch *w, char said[WATCH_SAID_MAX])
{
	const struct watch_look *look = w->look, *before = look;
	const struct watch_look *end = look + w->looks;
	double gap_s = 0, jump_at_s = 0, all_s, last_s;
	uint64_t jump = 0, vanished = 0, seen;

	if (w->looks == 0)
		return snprintf(said, WATCH_SAID_MAX, "nothing was seen") < 0;
	last_s = look->at_s;
	for (; look < end; before = look++) {
		if (look->checkpoints < before->checkpoints)
			vanished = before->checkpoints - look->checkpoints;
		if (look->checkpoints <= before->checkpoints)
			continue;
		if (look->checkpoints - before->checkpoints > jump) {
			jump = look->checkpoints - before->checkpoints;
			jump_at_s = look->at_s;
		}
		gap_s = longer(gap_s, look->at_s - last_s);
		last_s = look->at_s;
	}
	seen = end[-1].checkpoints;
	all_s = end[-1].at_s - w->look->at_s;
	gap_s = longer(gap_s, end[-1].at_s - last_s);
	if (seen != w->planned)
		(void)snprintf(said, WATCH_SAID_MAX, "%" PRIu64 " of %" PRIu64
		               " appeared", seen, w->planned);
	else if (vanished > 0)
		(void)snprintf(said, WATCH_SAID_MAX, "%" PRIu64 " vanished",
		               vanished);
	else if (w->planned > 2 && jump * 2 > w->planned)
		(void)snprintf(said, WATCH_SAID_MAX, "%" PRIu64 " of %" PRIu64
		               " appeared at once, after %.1f s of %.1f", jump,
		               w->planned, jump_at_s, all_s);
	else if (w->planned > 2 && gap_s * 2 > all_s && all_s > SHORT_S)
		(void)snprintf(said, WATCH_SAID_MAX, "none appeared for %.1f s "
		               "of %.1f", gap_s, all_s);
	else
		return snprintf(said, WATCH_SAID_MAX, "%" PRIu64 " of %" PRIu64
		                ", up to %.1f s apart", seen, w->planned,
		                gap_s) > 0;
	return 0;
}

int watch_judge_page(const struct watch *w, double limit_s,
                     char said[WATCH_SAID_MAX])
{
	const struct watch_look *end = w->look + w->looks;
	double gap_s = 0, last_s = w->looks > 0 ? w->look->at_s : 0;
	uint64_t page = w->looks > 0 ? w->look->page : 0;
	unsigned reads = 0, changes = 0;
	double torn_s = -1;

	for (const struct watch_look *look = w->look; look < end; look++) {
		reads += look->page != 0;
		if (look->page != 0 && !look->whole && torn_s < 0)
			torn_s = look->at_s;
		if (look->page == page)
			continue;
		changes++;
		page = look->page;
		gap_s = longer(gap_s, look->at_s - last_s);
		last_s = look->at_s;
	}
	if (w->looks > 0)
		gap_s = longer(gap_s, end[-1].at_s - last_s);
	if (reads == 0)
		(void)snprintf(said, WATCH_SAID_MAX, "it never appeared");
	else if (torn_s >= 0)
		(void)snprintf(said, WATCH_SAID_MAX, "half-written when read "
		               "after %.1f s", torn_s);
	else if (gap_s > limit_s)
		(void)snprintf(said, WATCH_SAID_MAX, "did not change for %.1f "
		               "s; the limit is %.0f s", gap_s, limit_s);
	else
		return snprintf(said, WATCH_SAID_MAX, "%u reads, %u changes, up "
		                "to %.1f s apart", reads, changes, gap_s) > 0;
	return 0;
}

/* The end of the run's output as one printable line, cut to SIZE bytes. */
static void tail(const char *path, char *out, size_t size)
{
	char text[TAIL_BYTES + 1];
	FILE *in = fopen(path, "r");
	size_t got = 0, from;

	if (in != NULL) {
		if (fseek(in, -TAIL_BYTES, SEEK_END) != 0)
			rewind(in);
		got = fread(text, 1, TAIL_BYTES, in);
		(void)fclose(in);
	}
	while (got > 0 && text[got - 1] == '\n')
		got--;
	text[got] = '\0';
	from = got >= size ? got - size + 1 : 0;
	for (size_t i = 0; (out[i] = text[from + i]) != '\0'; i++)
		if (out[i] < ' ' || out[i] > '~')
			out[i] = out[i] == '\n' ? ';' : '?';
}

int watch_judge_ended(const struct watch *w, char said[WATCH_SAID_MAX])
{
	char last[160];

	if (w->status == 0 && w->child == 0)
		return snprintf(said, WATCH_SAID_MAX, "COMPLETE, all hashes "
		                "match") > 0;
	tail(w->said, last, sizeof last);
	if (w->status == WATCH_OVER)
		(void)snprintf(said, WATCH_SAID_MAX, "not finished after %.0f "
		               "s; last output: %s", w->limit_s, last);
	else
		(void)snprintf(said, WATCH_SAID_MAX, "status %d, last output: "
		               "%s", w->status, last);
	return 0;
}

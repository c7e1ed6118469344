/* Parse frames larger than the window, each like the one before. */
#include "archive/lz77_frames.h"

#include <stdlib.h>
#include <string.h>

#include "archive/lz77_match.h"
#include "base/bytes.h"

#define RUN_MIN 8      /* steps; to repeat fewer as a run saves no time */
#define REPEAT_MIN 8   /* shorter repeats of the frame before are chance */
#define GOOD 16        /* a match that long is taken without looking further */
#define INSERTED 64    /* bytes of a long match that later ones may start at */
#define SKIP_AFTER 64  /* literals; then some positions are not searched */

struct state {
	struct lz77_frames *f;
	struct lz77_search *search;
	const unsigned char *begin, *start; /* of the history; of the chunk */
	const unsigned char *data;    /* parsed so far */
	const unsigned char *done;    /* the end of the last step */
	const unsigned char *end;     /* of the chunk */
	const unsigned char *same, *same_end; /* equal in the frame before */
	const struct lz77_step *old;  /* a step of the frame before */
	ptrdiff_t old_at; /* where it would begin in this frame, from START */
};

int lz77_frames_init(struct lz77_frames *f, size_t frame)
{
	size_t most = LZ77_FRAMES_CHUNK_MAX / LZ77_SEARCH_MIN + 2; /* steps */

	memset(f, 0, sizeof *f);
	f->frame = frame;
	f->room = (frame + LZ77_FRAMES_CHUNK_MAX) / LZ77_SEARCH_MIN + 2;
	f->step = malloc(f->room * sizeof *f->step);
	f->parsed.run = malloc((most / RUN_MIN + 1) * sizeof *f->parsed.run);
	f->parsed.times = malloc(most * sizeof *f->parsed.times);
	return lz77_search_init(&f->search, frame) == 0 && f->step != NULL &&
	                       f->parsed.run != NULL && f->parsed.times != NULL
	               ? 0
	               : -1;
}

void lz77_frames_free(struct lz77_frames *f)
{
	free(f->step);
	free(f->parsed.run);
	free(f->parsed.times);
	lz77_search_free(&f->search);
	f->step = NULL;
	f->parsed.run = NULL;
	f->parsed.times = NULL;
}

/* The bytes from P to the end of the chunk. */
static size_t left_at(const struct state *s, const unsigned char *p)
{
	return (size_t)(s->end - p);
}

/* The step T is about to change: if it ends the last run, it leaves it. */
static void leave_run(struct lz77 *z, const struct lz77_step *t)
{
	struct lz77_run *last = z->runs > 0 ? &z->run[z->runs - 1] : NULL;

	if (last == NULL || z->step + last->first + last->steps != t + 1)
		return;
	last->steps--;
	last->bytes -= t->literals + t->length;
}

static void add_match(struct state *s, size_t length, uint32_t distance)
{
	struct lz77 *z = &s->f->parsed;
	struct lz77_step *last = z->steps > 0 ? &z->step[z->steps - 1] : NULL;

	/* the parts of a match that was cut in a frame before become one */
	if (last != NULL && s->data == s->done && last->distance == distance &&
	    lz77_usable_length(last->length + length, LZ77_SEARCH_MIN) ==
	            last->length + length) {
		leave_run(z, last);
		last->length += (uint32_t)length;
	} else {
		z->step[z->steps++] = (struct lz77_step){
			(uint32_t)(s->data - s->done), (uint32_t)length,
			distance
		};
	}
	s->data += length;
	s->done = s->data;
	if (distance != s->search->recent[0]) {
		s->search->recent[1] = s->search->recent[0];
		s->search->recent[0] = distance;
	}
}

/* Add a literal; of a long run more, because the rest will not match either. */
static void add_unmatched(struct state *s)
{
	size_t left = left_at(s, s->data);
	size_t n = 1 + (size_t)(s->data - s->done) / SKIP_AFTER;

	s->data += n < left ? n : left;
}

/* Parse the next bytes, at least four, by a search. */
static void parse_new(struct state *s)
{
	struct lz77_match m = lz77_search_find(s->search, s->data), next;

	lz77_search_insert(s->search, s->data, s->data + 1);
	if (m.length == 0) {
		add_unmatched(s);
		return;
	}
	while (m.length < GOOD && left_at(s, s->data) > 5) {
		next = lz77_search_find(s->search, s->data + 1);
		if (next.length < GOOD &&
		    lz77_saved_bits(&next) <= lz77_saved_bits(&m))
			break;
		s->data++;
		lz77_search_insert(s->search, s->data, s->data + 1);
		m = next;
	}
	/* after one symbol, another distance may have fewer extra bits */
	if (lz77_extra_bits(m.distance) > 0 && m.length > LZ77_MATCH_MAX)
		m.length = LZ77_MATCH_MAX;
	if (m.length > INSERTED)
		lz77_search_insert(s->search, s->data + m.length - 8,
		                   s->data + m.length);
	lz77_search_insert(s->search, s->data + 1,
	                   s->data + (m.length < INSERTED ? m.length
	                                                  : INSERTED));
	add_match(s, m.length, m.distance);
}

/* Find the step of the frame before at DATA. Returns whether there is one. */
static int find_old(struct state *s)
{
	const struct lz77_step *stop = s->f->parsed.step + s->f->parsed.steps;
	ptrdiff_t at = s->data - s->start;

	for (; s->old < stop; s->old++) {
		ptrdiff_t bytes =
			(ptrdiff_t)s->old->literals + (ptrdiff_t)s->old->length;

		if (s->old_at + bytes > at)
			return s->old_at <= at;
		s->old_at += bytes;
	}
	return 0;
}

/* Whether the match of LENGTH bytes from DISTANCE before P holds. */
static inline int holds(const struct state *s, const unsigned char *p,
                        uint32_t distance, size_t length)
{
	return (size_t)(p - s->same) >= distance ||
	       ((size_t)(p - s->begin) >= distance &&
	        lz77_match_length(p, p - distance, length) == length);
}

/* Repeat steps as they were, from S->old, which begins at DATA. */
static void repeat_steps(struct state *s)
{
	struct lz77 *z = &s->f->parsed;
	struct lz77_step *first = z->step + z->steps;
	const struct lz77_step *t = s->old;
	const unsigned char *data = s->data;
	size_t n;

	while (t < first && t->length > 0 &&
	       (size_t)t->literals + t->length <= (size_t)(s->same_end - data)) {
		const unsigned char *p = data + t->literals;

		if (!holds(s, p, t->distance, t->length))
			break;
		data = p + t->length;
		t++;
	}
	n = (size_t)(t - s->old);
	memcpy(first, s->old, n * sizeof *first);
	/* those of the last chunk have a code of their own */
	if (n >= RUN_MIN && s->old >= z->step)
		z->run[z->runs++] = (struct lz77_run){
			(uint32_t)z->steps, (uint32_t)(s->old - z->step),
			(uint32_t)n, (uint32_t)(data - s->data)
		};
	z->steps += n;
	s->old = t;
	s->old_at = data - s->start;
	s->data = s->done = data;
}

/*
 * Repeat the part of S->old from DATA on, up to SAME_END. Returns whether it
 * could be repeated to its end.
 */
static int repeat_part(struct state *s)
{
	const struct lz77_step *t = s->old;
	size_t skip = (size_t)(s->data - s->start - s->old_at), length;
	size_t left = (size_t)(s->same_end - s->data);
	size_t literals = skip < t->literals ? t->literals - skip : 0;

	s->data += literals < left ? literals : left;
	if (literals >= left)
		return 0;
	left -= literals;
	length = t->literals + t->length - skip - literals;
	length = length < left ? length : left;
	if (!holds(s, s->data, t->distance, length))
		length = t->distance <= (size_t)(s->data - s->begin)
		                 ? lz77_match_length(s->data,
		                                     s->data - t->distance,
		                                     length)
		                 : 0;
	length = lz77_usable_length(length, LZ77_SEARCH_MIN);
	if (length > 0)
		add_match(s, length, t->distance);
	return length > 0;
}

/*
 * Parse bytes like the frame before, where they are equal and its matches
 * hold. Returns whether there were any.
 */
static int parse_repeated(struct state *s)
{
	const unsigned char *from = s->data;
	size_t frame = s->f->frame;

	if (s->data >= s->same_end && (size_t)(s->data - s->begin) >= frame) {
		size_t n = lz77_match_length(s->data, s->data - frame,
		                             left_at(s, s->data));

		if (n >= REPEAT_MIN) {
			s->same = s->data;
			s->same_end = s->data + n;
		}
	}
	while (s->data < s->same_end && find_old(s)) {
		if (s->data == s->done && s->data - s->start == s->old_at)
			repeat_steps(s);
		if (s->data >= s->same_end || !find_old(s) || !repeat_part(s))
			break;
	}
	return s->data > from;
}

/* Keep the steps of the last frame, if a chunk of SIZE more bytes has room. */
static void keep_steps(struct lz77_frames *f, size_t size)
{
	size_t all = f->kept + f->parsed.steps, first = all;
	size_t most = f->room - size / LZ77_SEARCH_MIN - 2;

	f->kept_bytes = 0;
	while (first > 0 && all - first < most && f->kept_bytes < f->frame) {
		first--;
		f->kept_bytes += (size_t)f->step[first].literals +
		                 f->step[first].length;
	}
	f->kept = all - first;
	memmove(f->step, f->step + first, f->kept * sizeof *f->step);
	f->parsed.step = f->step + f->kept;
	f->parsed.steps = 0;
	f->parsed.runs = 0;
}

/* Set how often each step occurs: a run counts for what it repeats. */
static void count_steps(struct lz77 *z)
{
	for (size_t i = 0; i < z->steps; i++)
		z->times[i] = 1;
	for (size_t r = z->runs; r-- > 0;) {
		const uint32_t *repeat = z->times + z->run[r].first;
		uint32_t *times = z->times + z->run[r].from;

		for (uint32_t i = 0; i < z->run[r].steps; i++)
			times[i] += repeat[i];
	}
}

/* Count the literals of the chunk DATA, those of repeats with the original. */
static void count_literals(struct lz77 *z, const unsigned char *data)
{
	size_t i = 0;

	memset(z->literal, 0, sizeof z->literal);
	for (size_t r = 0; r <= z->runs; r++) {
		size_t end = r < z->runs ? z->run[r].first : z->steps;

		for (; i < end; i++) {
			const unsigned char *p = data + z->step[i].literals;

			for (; data < p; data++)
				z->literal[*data] += z->times[i];
			data += z->step[i].length;
		}
		if (r < z->runs) {
			data += z->run[r].bytes;
			i += z->run[r].steps;
		}
	}
}

void lz77_frames_parse(struct lz77_frames *f, const unsigned char *data,
                       size_t size, size_t history)
{
	struct state s = {
		.f = f, .begin = data - history, .start = data, .data = data,
		.done = data, .end = data + size, .same = data,
		.same_end = data, .old = f->step, .search = &f->search,
	};
	struct lz77 *z = &f->parsed;

	lz77_search_chunk(&f->search, data, size, history);
	keep_steps(f, size);
	s.old_at = (ptrdiff_t)f->frame - (ptrdiff_t)f->kept_bytes;
	if (history == 0 && size > 0)
		s.data++; /* no byte before it to match */
	while (left_at(&s, s.data) >= 4)
		if (!parse_repeated(&s))
			parse_new(&s);
	z->step[z->steps++] =
		(struct lz77_step){ (uint32_t)(s.end - s.done), 0, 1 };
	count_steps(z);
	count_literals(z, data);
}

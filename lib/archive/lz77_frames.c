/* Parse frames larger than the window, each like the one before. */
#include "archive/lz77_frames.h"

#include <stdlib.h>
#include <string.h>

#include "archive/lz77_match.h"
#include "base/bytes.h"

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
	memset(f, 0, sizeof *f);
	f->frame = frame;
	f->room = (frame + LZ77_CHUNK_MAX) / LZ77_SEARCH_MIN + 2;
	f->step = malloc(f->room * sizeof *f->step);
	return lz77_search_init(&f->search, frame) == 0 && f->step != NULL ? 0
	                                                                   : -1;
}

void lz77_frames_free(struct lz77_frames *f)
{
	free(f->step);
	lz77_search_free(&f->search);
	f->step = NULL;
}

/* The bytes from P to the end of the chunk. */
static size_t left_at(const struct state *s, const unsigned char *p)
{
	return (size_t)(s->end - p);
}

static void add_literals(struct state *s, size_t n)
{
	for (; n > 0; n--)
		s->f->parsed.literal[*s->data++]++;
}

static void add_match(struct state *s, size_t length, uint32_t distance)
{
	struct lz77 *z = &s->f->parsed;
	struct lz77_step *last = z->steps > 0 ? &z->step[z->steps - 1] : NULL;

	/* the parts of a match that was cut in a frame before become one */
	if (last != NULL && s->data == s->done && last->distance == distance &&
	    lz77_usable_length(last->length + length, LZ77_SEARCH_MIN) ==
	            last->length + length)
		last->length += (uint32_t)length;
	else
		z->step[z->steps++] = (struct lz77_step){
			(uint32_t)(s->data - s->done), (uint32_t)length,
			distance
		};
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

	add_literals(s, n < left ? n : left);
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
		add_literals(s, 1);
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
static int holds(const struct state *s, const unsigned char *p,
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
	struct lz77_step *out = z->step + z->steps;
	const struct lz77_step *t = s->old;
	const unsigned char *data = s->data;

	while (t < out && t->length > 0 &&
	       (size_t)t->literals + t->length <= (size_t)(s->same_end - data)) {
		const unsigned char *p = data + t->literals;

		if (!holds(s, p, t->distance, t->length))
			break;
		/* few literals without a branch: a match of three follows */
		z->literal[data[0]] += t->literals > 0;
		z->literal[data[1]] += t->literals > 1;
		z->literal[data[2]] += t->literals > 2;
		for (const unsigned char *q = data + 3; q < p; q++)
			z->literal[*q]++;
		data = p + t->length;
		*out++ = *t++;
	}
	z->steps = (size_t)(out - z->step);
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

	add_literals(s, literals < left ? literals : left);
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
	size_t all = f->kept + f->parsed.steps, first = 0;

	for (; first < all; first++) {
		const struct lz77_step *t = &f->step[first];
		size_t bytes = (size_t)t->literals + t->length;

		if (f->kept_bytes - bytes < f->frame &&
		    all - first + size / LZ77_SEARCH_MIN + 2 <= f->room)
			break;
		f->kept_bytes -= bytes;
	}
	f->kept = all - first;
	memmove(f->step, f->step + first, f->kept * sizeof *f->step);
	f->parsed.step = f->step + f->kept;
	f->parsed.steps = 0;
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
	memset(z->literal, 0, sizeof z->literal);
	if (history == 0 && size > 0)
		add_literals(&s, 1); /* no byte before it to match */
	while (left_at(&s, s.data) >= 4)
		if (!parse_repeated(&s))
			parse_new(&s);
	add_literals(&s, left_at(&s, s.data));
	z->step[z->steps++] =
		(struct lz77_step){ (uint32_t)(s.data - s.done), 0, 1 };
	f->kept_bytes += size;
}

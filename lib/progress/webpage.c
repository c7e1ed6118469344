/* The web page of a dataset, made from facts and rows. */
#include "progress/webpage.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "base/utctime.h"
#include "progress/timeline_svg.h"
#include "progress/webpage_assets.h"

#define BASE_BYTES ((size_t)128 << 10) /* of all but the picture */
#define NAME_BYTES 200                 /* shown of a name from outside */
#define REFRESH_MIN_S 2u
#define REFRESH_MAX_S 60u

/* The LENGTH digits at DIGITS, a comma before each three of more than four. */
static void put_digits(struct text *t, const char *digits, size_t length)
{
	for (size_t i = 0; i < length; i++)
		text_put(t, "%s%c",
		         i > 0 && length > 4 && (length - i) % 3 == 0 ? "," : "",
		         digits[i]);
}

static void put_count(struct text *t, uint64_t n)
{
	char digits[NUMBER_DIGITS_MAX];

	put_digits(t, digits, (size_t)(number_put(digits, n, 1) - digits));
}

/* TIME_S, with its day where that is not today's. */
static void put_time(struct text *t, const struct webpage *w, double time_s)
{
	char when[UTCTIME_TEXT], now[UTCTIME_TEXT];
	int today;

	utctime_format(utctime_whole(time_s), when);
	utctime_format(w->facts->now_s, now);
	today = strncmp(when, now, strlen("2026-11-24")) == 0;
	text_put(t, "<time datetime=\"%s\">", when);
	when[strlen("2026-11-24")] = ' ';
	when[strlen("2026-11-24T14:03:15")] = '\0';
	text_put(t, "%s</time>", when + (today ? strlen("2026-11-24T") : 0));
}

/* In what people say SECONDS: *NAME, of so many seconds. */
static double unit_of(double seconds, const char **name, int *places)
{
	*places = seconds >= 5400;
	*name = seconds < 90       ? "s"
	        : seconds < 5400   ? "min"
	        : seconds < 172800 ? "h"
	                           : "days";
	return seconds < 90 ? 1 : seconds < 5400 ? 60
	       : seconds < 172800 ? 3600 : 86400;
}

/* LOW to HIGH seconds as people say them. */
static void put_spans(struct text *t, double low, double high)
{
	const char *low_name, *high_name;
	int low_places, high_places;
	double low_unit = unit_of(low, &low_name, &low_places);
	double high_unit = unit_of(high, &high_name, &high_places);
	int same = low_unit <= high_unit && low_unit >= high_unit;

	text_put(t, "%.*f%s%s to %.*f %s", low_places, low / low_unit,
	         same ? "" : " ", same ? "" : low_name, high_places,
	         high / high_unit, high_name);
}

static void put_head(struct text *t, const struct webpage *w)
{
	unsigned tenths = w->facts->permille;
	unsigned s = w->every_s;

	s = s > REFRESH_MIN_S ? s : REFRESH_MIN_S;
	s = s < REFRESH_MAX_S ? s : REFRESH_MAX_S;
	text_put(t, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	         "<meta charset=\"utf-8\">\n"
	         "<meta http-equiv=\"Content-Security-Policy\" content=\""
	         "default-src 'none'; img-src data:; style-src "
	         "'unsafe-inline'; script-src 'unsafe-inline'\">\n"
	         "<meta name=\"viewport\" content=\"width=device-width, "
	         "initial-scale=1\">\n"
	         "<meta name=\"color-scheme\" content=\"light dark\">\n"
	         "<link rel=\"icon\" href=\"data:,\">\n");
	if (!w->facts->ended)
		text_put(t, "<meta http-equiv=\"refresh\" content=\"%u\">\n",
		         s);
	text_put(t, "<title>%u.%u%% %s: ", tenths / 10, tenths % 10,
	         w->facts->status_name);
	text_put_html(t, w->name, NAME_BYTES);
	text_put(t, "</title>\n<style>\n%s</style>\n</head>\n",
	         webpage_style);
}

static void put_finish(struct text *t, const struct webpage *w)
{
	const struct facts *f = w->facts;

	text_put(t, "<p class=\"finish\">");
	if (f->eta_known) {
		text_put(t, "Done between ");
		put_time(t, w, (double)f->now_s + f->eta_low_s);
		text_put(t, " and ");
		put_time(t, w, (double)f->now_s + f->eta_high_s);
		text_put(t, ", in ");
		put_spans(t, f->eta_low_s, f->eta_high_s);
	} else if (f->status == FACTS_COMPLETE) {
		text_put(t, "All samples are present, and all files were checked");
	} else if (f->status == FACTS_INCOMPLETE) {
		text_put(t, "Nobody works on it; run the same command again to "
		         "make what is missing");
	} else if (f->verifying) {
		text_put(t, "All samples are present; the files are being checked");
	} else if (f->status == FACTS_STALLED) {
		text_put(t, "No progress any more");
		if (f->checkpoints > 0) {
			text_put(t, "; the last checkpoint was committed at ");
			put_time(t, w, (double)f->last_s);
		}
	} else {
		text_put(t, "The finish is not known yet");
	}
	text_put(t, ".</p>\n");
}

/* What one wants to know first. */
static void put_first(struct text *t, const struct webpage *w)
{
	const struct facts *f = w->facts;
	unsigned tenths = f->permille;
	double samples = (double)f->samples_planned;

	text_put(t, "<h1>");
	text_put_html(t, w->name, NAME_BYTES);
	text_put(t, "</h1>\n<p class=\"status\">%s</p>\n"
	         "<p class=\"share\">%u.%u<small>%%</small></p>\n",
	         f->status_name, tenths / 10, tenths % 10);
	put_finish(t, w);
	text_put(t, "<div class=\"bar\" role=\"progressbar\" "
	         "aria-label=\"Completed\" aria-valuemin=\"0\" "
	         "aria-valuemax=\"100\" aria-valuenow=\"%u.%u\">"
	         "<i style=\"width:%.2f%%\"></i>"
	         "<i style=\"width:%.2f%%\"></i></div>\n", tenths / 10,
	         tenths % 10, 100 * (double)f->samples / samples,
	         100 * (double)f->in_flight / samples);
	text_put(t, "<p class=\"soft\">");
	put_count(t, f->samples);
	text_put(t, " of ");
	put_count(t, f->samples_planned);
	text_put(t, " sample%s", f->samples_planned == 1 ? "" : "s");
	if (f->in_flight > 0) {
		text_put(t, ", ");
		put_count(t, f->in_flight);
		text_put(t, " more in flight");
	}
	text_put(t, "</p>\n");
	if (!f->ended)
		text_put(t, "<p class=\"old\" id=\"old\" hidden>This page is "
		         "<b></b> old: vg-progress has ended, or newer "
		         "copies do not arrive here.</p>\n");
}

static int begins_with_time(const char *s)
{
	char when[UTCTIME_TEXT];
	int64_t ignored;

	(void)snprintf(when, sizeof when, "%.*s", UTCTIME_TEXT - 1, s);
	return utctime_parse(when, &ignored) == 0;
}

/* WORD; if it is a number, with commas. */
static void put_word(struct text *t, const char *word)
{
	size_t digits = strspn(word, "0123456789");
	const char *rest = word + digits;

	if (digits > 0 && (*rest == '\0' || *rest == '.' || *rest == ',')) {
		put_digits(t, word, digits);
		word = rest;
	}
	text_put_html(t, word, SIZE_MAX);
}

/* VALUE, whose times are not to be broken between lines. */
static void put_value(struct text *t, const char *value)
{
	while (*value != '\0') {
		int length = (int)strcspn(value, " ");
		int is_time = begins_with_time(value);
		char word[ROWS_VALUE_MAX];

		(void)snprintf(word, sizeof word, "%.*s", length, value);
		text_put(t, "%s", is_time ? "<span>" : "");
		put_word(t, word);
		value += length;
		text_put(t, "%s%s", is_time ? "</span>" : "",
		         *value == ' ' ? " " : "");
		value += *value == ' ';
	}
}

/* The rows but those that stand above, larger. */
static void put_numbers(struct text *t, const struct webpage *w)
{
	text_put(t, "<h2>In numbers</h2>\n<dl>\n");
	for (unsigned i = ROWS_HEADLINES; i < w->rows->rows; i++) {
		const struct row *row = &w->rows->row[i];

		text_put(t, "<div%s><dt>%s</dt><dd>",
		         row->alert == ROWS_ALERT ? " class=\"alert\"" : "",
		         row->key);
		put_value(t, row->value);
		text_put(t, "</dd></div>\n");
	}
	text_put(t, "</dl>\n");
}

/* A chart under HEADING; the high and the low end of its scale follow. */
static void begin_chart(struct text *t, const char *heading)
{
	text_put(t, "<h2>%s</h2>\n<figure><div class=\"plot\">"
	         "<div class=\"scale\"><span>", heading);
}

static void begin_plot(struct text *t, const char *label)
{
	text_put(t,
	         "</span></div>\n<svg viewBox=\"0 0 %d %d\" "
	         "preserveAspectRatio=\"none\" role=\"img\" "
	         "aria-label=\"%s\">\n",
	         TIMELINE_SVG_WIDTH, TIMELINE_SVG_HEIGHT, label);
}

static void end_chart(struct text *t, const struct webpage *w,
                      const char *caption)
{
	const struct timeline *c = w->facts->timeline;

	text_put(t, "</svg><div class=\"ends\"><span>");
	put_time(t, w, c->point[0].at_s);
	text_put(t, "</span><span>");
	put_time(t, w, c->point[c->points - 1].at_s);
	text_put(t, "</span></div></div>\n"
	         "<figcaption>%s</figcaption></figure>\n", caption);
}

static void put_charts(struct text *t, const struct webpage *w)
{
	struct timeline_svg_scale rate, finish;

	if (!timeline_svg_known(w->facts->timeline))
		return;
	rate = timeline_svg_rate_scale(w->facts->timeline);
	finish = timeline_svg_finish_scale(w->facts->timeline);
	begin_chart(t, "Rate");
	if (rate.high < 10)
		text_put(t, "%g", rate.high);
	else
		put_count(t, (uint64_t)fmin(rate.high, 1e15));
	text_put(t, "</span><span>%.0f", rate.low);
	begin_plot(t, "Samples per second over time");
	timeline_svg_rate(t, w->facts->timeline, &rate);
	end_chart(t, w, "Samples per second.");
	begin_chart(t, "Predicted finish");
	put_time(t, w, finish.high);
	text_put(t, "</span><span>");
	put_time(t, w, finish.low);
	begin_plot(t, "Predicted finish over time");
	timeline_svg_finish(t, w->facts->timeline, &finish);
	end_chart(t, w, "Predicted finish, earliest to latest, as reported at "
	          "each moment. Dotted: the present time, which the band "
	          "meets at the end.");
}

static void put_preview(struct text *t, const struct preview *c)
{
	if (!c->tried || (c->png == NULL && c->why[0] == '\0'))
		return;
	text_put(t, "<h2>Newest checkpoint</h2>\n");
	if (c->png == NULL) {
		text_put(t, "<p class=\"alert\">No picture: ");
		text_put_html(t, c->why, sizeof c->why);
		text_put(t, "</p>\n");
		return;
	}
	text_put(t, "<figure><img width=\"%u\" height=\"%u\" alt=\"Frames of "
	         "the first samples of %s\" src=\"data:image/png;base64,",
	         c->width, c->height, c->name);
	text_put_base64(t, c->png, c->png_bytes);
	text_put(t, "\">\n<figcaption>The first %u sample%s of %s, one per "
	         "row; time runs from left to right.</figcaption></figure>\n",
	         c->samples, c->samples == 1 ? "" : "s", c->name);
}

static void put_damages(struct text *t, const struct inventory *s)
{
	if (s->count.deleted > 0)
		text_put(t, "<p class=\"alert\">Missing, but listed in the "
		         "manifest: %" PRIu64 ", from %s on</p>\n",
		         s->count.deleted, s->count.first_deleted);
	if (s->count.damaged == 0)
		return;
	text_put(t, "<p class=\"alert\">Damaged: %" PRIu64 "</p>\n"
	         "<ul class=\"alert\">\n", s->count.damaged);
	for (unsigned i = 0; i < s->damages; i++) {
		text_put(t, "<li>");
		text_put_html(t, s->damage[i].why, sizeof s->damage[i].why);
		text_put(t, "</li>\n");
	}
	if (s->count.damaged > s->damages)
		text_put(t, "<li>and %" PRIu64 " more</li>\n",
		         s->count.damaged - s->damages);
	text_put(t, "</ul>\n");
}

static void put_row(struct text *t, const struct webpage *w,
                    const struct inventory_row *row)
{
	char bytes[NUMBER_BYTES_MAX], range[RANGE_TEXT];

	number_format_bytes((double)row->bytes, bytes);
	range_format(row->range, range);
	text_put(t, "<tr><td>%05" PRIu64 "</td><td>%s</td><td>%s</td><td>",
	         row->k, range, bytes);
	put_time(t, w, (double)row->committed_s);
	text_put(t, "</td></tr>\n");
}

static void put_checkpoints(struct text *t, const struct webpage *w)
{
	const struct inventory *s = w->facts->inventory;
	uint64_t older = s->count.checkpoints - s->newest;

	text_put(t, "<h2>Checkpoints</h2>\n");
	put_damages(t, s);
	if (s->newest == 0) {
		text_put(t, "<p class=\"soft\">None yet.</p>\n");
		return;
	}
	text_put(t, "<table>\n<thead><tr><th>Number</th><th>Samples</th>"
	         "<th>Size</th><th>Committed</th></tr></thead>\n<tbody>\n");
	for (unsigned i = 0; i < s->newest; i++)
		put_row(t, w, &s->row[i]);
	text_put(t, "</tbody>\n</table>\n");
	if (older > 0)
		text_put(t, "<p class=\"soft\">%" PRIu64 " older %s not "
		         "shown.</p>\n", older,
		         older == 1 ? "one is" : "ones are");
}

static void put_foot(struct text *t, const struct webpage *w)
{
	text_put(t, "<footer><p>Written ");
	put_time(t, w, (double)w->facts->now_s);
	text_put(t, "<span id=\"age\"></span>. <span id=\"zone\">Times are "
	         "UTC.</span></p>\n");
	if (!w->facts->ended)
		text_put(t, "<noscript><p>If that is long ago, vg-progress has "
		         "ended.</p></noscript>\n");
	text_put(t, "</footer>\n");
}

char *webpage_text(const struct webpage *w, size_t *length, struct diag *d)
{
	size_t size = BASE_BYTES + text_base64_length(w->preview->png_bytes);
	char *page = malloc(size);
	struct text t;

	if (page == NULL) {
		(void)diag_system(d, ENOMEM, "web page");
		return NULL;
	}
	text_begin(&t, page, size);
	put_head(&t, w);
	text_put(&t, "<body class=\"%s\" data-at=\"%" PRId64
	         "\" data-every=\"%u\">\n<main>\n",
	         w->facts->status_name, w->facts->now_s,
	         w->every_s);
	put_first(&t, w);
	put_numbers(&t, w);
	put_charts(&t, w);
	put_preview(&t, w->preview);
	put_checkpoints(&t, w);
	put_foot(&t, w);
	text_put(&t, "</main>\n<script>\n%s</script>\n</body>\n</html>\n",
	         webpage_script);
	*length = (size_t)(t.at - page);
	return page;
}

/* Print a forecast as lines of key and value. */
#include "forecast/forecast_report.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "base/utctime.h"
#include "forecast/format_sizes.h"

/* "; 2011.3 at first, 1000.7 later" where it is known. */
static void put_drift(struct text *t, const struct forecast_drift *f,
                      const char *unit)
{
	if (f->known)
		text_put(t, "; %.1f%s at first, %.1f%s later", f->before, unit,
		         f->after, unit);
}

/* Returns whether nothing is wrong; else WORD says what. */
static int put_wrong(struct text *t, int wrong, const char *word)
{
	if (wrong)
		text_put(t, ": %s", word);
	return !wrong;
}

static int put_mean(struct text *t, const struct verdict_mean *m,
                    const char *unit, const char *unsteady)
{
	text_put(t, "%.1f %s", m->all, unit);
	put_drift(t, &m->drift, "");
	return put_wrong(t, m->is_unsteady, unsteady);
}

static int put_memory(struct text *t, const struct verdict_facts *f,
                      const struct verdict *v)
{
	char peak[NUMBER_BYTES_MAX], machine[NUMBER_BYTES_MAX] = "unknown";

	if (!f->has_memory)
		return put_wrong(t, 1, "NOT MEASURED");
	number_format_bytes(f->memory.peak_bytes, peak);
	if (f->memory.machine_bytes > 0)
		number_format_bytes(f->memory.machine_bytes, machine);
	text_put(t, "%s at most, of %s", peak, machine);
	put_drift(t, &f->memory.drift_mb, " MB");
	return put_wrong(t, v->memory_is_short || v->memory_is_growing,
	                 v->memory_is_short ? "NOT ENOUGH" : "GROWING");
}

static int put_time(struct text *t, const struct verdict *v)
{
	char low[UTCTIME_DURATION_TEXT], high[UTCTIME_DURATION_TEXT];

	utctime_format_duration(v->time.low_s, low);
	utctime_format_duration(v->time.high_s, high);
	text_put(t, "%s - %s", low, high);
	return put_wrong(t, v->is_long, "LONG");
}

static int put_disk(struct text *t, const struct verdict_disk *disk)
{
	char write[NUMBER_BYTES_MAX], work[NUMBER_BYTES_MAX];
	char reserve[NUMBER_BYTES_MAX], free_text[NUMBER_BYTES_MAX];

	number_format_bytes(disk->write, write);
	number_format_bytes(disk->work, work);
	number_format_bytes(disk->reserve, reserve);
	number_format_bytes(disk->free, free_text);
	text_put(t, "%s, +%s to work, +%s kept; %s free", write, work, reserve,
	         free_text);
	return put_wrong(t, disk->is_short, "NOT ENOUGH");
}

static int put_files(struct text *t, const struct verdict_files *files)
{
	text_put(t, "%.0f to make", files->make);
	if (files->free >= 0)
		text_put(t, "; room for %.0f", files->free);
	return put_wrong(t, files->is_short, "NOT ENOUGH");
}

static int put_result(struct text *t, enum verdict_result result)
{
	static const char *const word[] = {
		[VERDICT_FITS] = "FITS",
		[VERDICT_LONG] = "LONG",
		[VERDICT_UNSTEADY] = "UNSTEADY",
		[VERDICT_TOO_LARGE] = "TOO LARGE",
	};

	text_put(t, "%s", word[result]);
	return result == VERDICT_FITS;
}

int forecast_report_line(char text[FORECAST_LINE_MAX], enum forecast_line line,
                         const struct verdict_facts *f,
                         const struct verdict *v)
{
	struct text t;

	text_begin(&t, text, FORECAST_LINE_MAX);
	switch (line) {
	case FORECAST_MISSING:
		text_put(&t, "%" PRIu64 " samples in %" PRIu64 " checkpoints",
		         f->rest.samples, f->rest.checkpoints);
		return 1;
	case FORECAST_MEASURED:
		text_put(&t, "%" PRIu64 " samples in %" PRIu64
		         " checkpoints, %.2f s, -j %" PRIu64, f->made.samples,
		         f->made.checkpoints, f->made.seconds, f->jobs);
		return 1;
	case FORECAST_RATE:
		return put_mean(&t, &v->rate, "samples/s", "FALLING");
	case FORECAST_SIZE:
		return put_mean(&t, &v->size, "bytes a sample", "UNEVEN");
	case FORECAST_MEMORY:
		return put_memory(&t, f, v);
	case FORECAST_TIME:
		return put_time(&t, v);
	case FORECAST_DISK:
		return put_disk(&t, &v->disk);
	case FORECAST_FILES:
		return put_files(&t, &v->files);
	case FORECAST_ROOM:
		text_put(&t, "%.0f bytes to begin a checkpoint", v->room_bytes);
		return 1;
	default:
		return put_result(&t, v->result);
	}
}

void forecast_report_put(FILE *out, enum forecast_line line,
                         const struct verdict_facts *f,
                         const struct verdict *v)
{
	static const char *const keys[FORECAST_LINES] = {
		"Missing", "Measured", "Rate", "Size", "Memory",
		"Time", "Disk", "Files", "Room", "Result",
	};
	char text[FORECAST_LINE_MAX];

	(void)forecast_report_line(text, line, f, v);
	(void)fprintf(out, "%s:%*s%s\n", keys[line],
	              12 - (int)strlen(keys[line]), "", text);
}

static void put_neighbours(FILE *out, const struct neighbours *n)
{
	char bytes[NUMBER_BYTES_MAX], name[NEIGHBOURS_NAME_MAX + 1];
	double others = n->bytes;
	struct text t;

	for (size_t i = 0; i < n->count; i++) {
		text_begin(&t, name, sizeof name);
		text_put_shown(&t, n->listed[i].name);
		number_format_bytes(n->listed[i].bytes, bytes);
		(void)fprintf(out, "Beside it:   %s for the rest of %s\n",
		              bytes, name);
		others -= n->listed[i].bytes;
	}
	if (n->count < NEIGHBOURS_LISTED || others < 1)
		return;
	number_format_bytes(others, bytes);
	(void)fprintf(out, "Beside it:   %s for other datasets\n", bytes);
}

void forecast_report(FILE *out, const struct verdict_facts *f,
                     const struct verdict *v, const struct neighbours *n)
{
	struct format_sizes sizes;

	for (enum forecast_line i = 0; i < FORECAST_LINES; i++) {
		if (i == FORECAST_DISK)
			put_neighbours(out, n);
		if (i != FORECAST_MEMORY || f->has_memory)
			forecast_report_put(out, i, f, v);
		/* what is committed fixes the format */
		if (i == FORECAST_DISK && f->rest.present == 0) {
			format_sizes_estimate(&sizes, &f->rest.plan);
			format_sizes_put(out, &sizes, f->rest.samples);
		}
	}
}

void forecast_report_short(FILE *out, const struct verdict_facts *f,
                           const struct verdict *v,
                           const struct neighbours *n)
{
	forecast_report_put(out, FORECAST_MISSING, f, v);
	put_neighbours(out, n);
	if (v->disk.is_short)
		forecast_report_put(out, FORECAST_DISK, f, v);
	if (v->files.is_short)
		forecast_report_put(out, FORECAST_FILES, f, v);
}

void forecast_report_brief(FILE *out, const struct verdict *v)
{
	char low[UTCTIME_DURATION_TEXT], high[UTCTIME_DURATION_TEXT];
	char bytes[NUMBER_BYTES_MAX];

	utctime_format_duration(v->time.low_s, low);
	utctime_format_duration(v->time.high_s, high);
	number_format_bytes(v->disk.write, bytes);
	(void)fprintf(out, "Forecast:     %s - %s, %s\n", low, high, bytes);
}

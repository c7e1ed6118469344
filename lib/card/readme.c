/* A dataset card. */
#include "card/readme.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "archive/format.h"
#include "base/number.h"
#include "base/text.h"
#include "card/output.h"
#include "plan/plan_command.h"

#define TEXT_MAX (PLAN_COMMAND_MAX + 65536)

static const char start[] =
    "---\n"
    "# vg-index made this file and replaces it. Remove this line to keep yours.\n";

/* What the arrays of our own renderer are. */
static const char *const meanings[][2] = {
	{ "labels", "the class of the motion" },
	{ "trajectory_3d", "each object's centre in each frame: x, y, z in world "
	                   "units, right-handed, z up" },
	{ "trajectory_2d", "its projection: x right and y down in pixels, from "
	                   "the centre of the top left one" },
	{ "camera_matrix", "P with (x w, y w, w) = P (X, Y, Z, 1); w is the depth "
	                   "in world units" },
	{ "split", "0 for training, 1 for validation, 2 for test" },
	{ "object_labels", "the class of each object" },
	{ "distractor_3d", "position of each distractor, in world units" },
	{ "distractor_frames", "its first frame, and the first without it" },
	{ "mask", "what each pixel shows: 1 and on for objects, 0 for none" },
	{ "depth", "along the optical axis, in world units; 0 where there is "
	           "nothing" },
	{ "flow", "motion until the next frame, in pixels right and down" },
	{ "box", "x0, y0, x1, y1 in pixels; x1 and y1 are not included" },
	{ "index", "the sample's number in the dataset" },
	{ "sample_xxh3", "the XXH3-64 of its record" },
};

static const char *meaning_of(const struct plan *p, const char *name)
{
	if (strcmp(name, "videos") == 0)
		return p->layout == PLAN_TCHW
		           ? "pixels by frame, channel, row and column"
		           : "pixels by frame, row, column and channel";
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (strcmp(meanings[i][0], name) == 0)
			return meanings[i][1];
	return "";
}

/* The word of the Hugging Face hub for a dataset of N samples. */
static const char *size_category(uint64_t n)
{
	static const struct {
		uint64_t below;
		const char *word;
	} words[] = {
		{ 1000, "n<1K" },
		{ 10000, "1K<n<10K" },
		{ 100000, "10K<n<100K" },
		{ 1000000, "100K<n<1M" },
		{ 10000000, "1M<n<10M" },
		{ 100000000, "10M<n<100M" },
		{ 1000000000, "100M<n<1B" },
		{ 10000000000, "1B<n<10B" },
		{ 100000000000, "10B<n<100B" },
		{ 1000000000000, "100B<n<1T" },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (n < words[i].below)
			return words[i].word;
	return "n>1T";
}

static void put_front_matter(struct text *t, const struct plan *p,
                             const struct about *about)
{
	if (about->licence != NULL) {
		text_put(t, "license: ");
		text_put_json(t, about->licence);
		text_put(t, "\n");
	}
	text_put(t, "task_categories:\n- video-classification\n"
	         "tags:\n- synthetic\n- video\nsize_categories:\n- %s\n---\n\n",
	         size_category(p->samples));
}

static void put_scene(struct text *t, const struct plan *p)
{
	text_put(t, "# Videos of moving objects\n\n%" PRIu64 " synthetic videos "
	         "of %" PRIu64 " frames of %" PRIu64 "×%" PRIu64 " pixels",
	         p->samples, p->frames, p->size.width, p->size.height);
	if (p->cameras > 1)
		text_put(t, ", each seen by %" PRIu64 " cameras", p->cameras);
	text_put(t, ". In each, ");
	if (p->objects > 1)
		text_put(t, "%" PRIu64 " objects move", p->objects);
	else
		text_put(t, "an object moves");
	text_put(t, " along a path of one of %" PRIu64 " classes", p->classes);
	text_put(t, "%s. The paths, the cameras and the labels are known "
	         "exactly.\n\n",
	         p->objects > 1 ? "; the first one's class is the label" : "");
}

/* A dataset of which only free keys are known. */
static void put_other(struct text *t, const struct plan *p)
{
	text_put(t, "# Samples of ");
	text_put_markdown(t, p->renderer);
	text_put(t, "\n\n%" PRIu64 " samples.\n\n", p->samples);
	if (p->extras == 0)
		return;
	text_put(t, "| key | value |\n|---|---|\n");
	for (size_t i = 0; i < p->extras; i++) {
		text_put(t, "| ");
		text_put_markdown(t, p->extra[i].name);
		text_put(t, " | ");
		text_put_markdown(t, p->extra[i].value);
		text_put(t, " |\n");
	}
	text_put(t, "\n");
}

/* How to make it again. Returns 0, or -1 with a diag. */
static int put_origin(struct text *t, const struct dataset *s,
                      const struct survey *survey, struct diag *d)
{
	char *command = plan_command(&s->plan, "dataset");
	char digest[DIGEST128_TEXT];

	if (command == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	digest128_format(survey->digest, digest);
	text_put(t, "## How it was made\n\n    %s\n\nplans it", command);
	free(command);
	if (plan_is_ours(&s->plan))
		text_put(t, "; `generate.sh` with the same options makes it, the "
		         "same on every machine");
	text_put(t, ". `vg-verify` then prints this digest:\n\n    %s\n\n"
	         "With `--content` it unpacks every sample too: only then does "
	         "the digest prove\nthe arrays, and not only the hashes beside "
	         "them.\n\n", digest);
	return 0;
}

static int is_header_field(const struct record_field *f)
{
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++)
		if (f == record_header_field(i))
			return 1;
	return 0;
}

static void put_array(struct text *t, const struct plan *p,
                      const struct record_field *f)
{
	int is_known = plan_is_ours(p) || is_header_field(f);

	/* A bar would end the cell, also in code. */
	text_put(t, "| `%s` | `%s%s` | ", f->name,
	         f->dtype[0] == '|' ? "\\" : "", f->dtype);
	for (unsigned i = 0; i < f->dims; i++)
		text_put(t, "%s%" PRIu64, i > 0 ? "×" : "", f->shape[i]);
	text_put(t, "%s | %s |\n", f->dims == 0 ? "one number" : "",
	         is_known ? meaning_of(p, f->name) : "");
}

static void put_arrays(struct text *t, const struct plan *p,
                       const struct record_head *head)
{
	text_put(t, "## Arrays of a sample\n\n| array | dtype | shape | meaning "
	         "|\n|---|---|---|---|\n");
	for (unsigned i = 0; i < head->fields; i++)
		put_array(t, p, &head->field[i]);
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++)
		put_array(t, p, record_header_field(i));
	text_put(t, "\n");
	if (plan_is_ours(p) && (p->cameras > 1 || p->objects > 1))
		text_put(t, "Where there are several, cameras come first, then "
		         "objects, then frames.\n\n");
}

static void put_count(struct text *t, uint64_t n, uint64_t all)
{
	text_put(t, "%" PRIu64 " | %.1f %% |\n", n,
	         100 * (double)n / (double)all);
}

static void put_classes(struct text *t, const struct plan *p,
                        const struct survey *survey)
{
	uint64_t named = plan_named_classes(p), others = p->samples;
	char name[PLAN_TEXT_MAX];

	text_put(t, "| label | class | samples | share |\n|---|---|---|---|\n");
	for (uint64_t i = 0; i < named && i < SURVEY_CLASSES; i++) {
		plan_class_text(p, i, name);
		text_put(t, "| %" PRIu64 " | ", i);
		text_put_markdown(t, name);
		text_put(t, " | ");
		put_count(t, survey->class_samples[i], p->samples);
		others -= survey->class_samples[i];
	}
	if (others > 0) {
		text_put(t, "| others | | ");
		put_count(t, others, p->samples);
	}
	text_put(t, "\n");
}

static void put_parts(struct text *t, const struct plan *p,
                      const struct survey *survey)
{
	static const char *const parts[SURVEY_PARTS] = { "training",
		                                         "validation", "test" };

	text_put(t, "| split | part | samples | share |\n|---|---|---|---|\n");
	for (unsigned i = 0; i < SURVEY_PARTS; i++) {
		text_put(t, "| %u | %s | ", i, parts[i]);
		put_count(t, survey->part_samples[i], p->samples);
	}
	text_put(t, "\n");
}

static void put_balance(struct text *t, const struct plan *p,
                        const struct survey *survey)
{
	int has_classes = survey->has_labels && plan_named_classes(p) > 0;

	if (has_classes || survey->has_split)
		text_put(t, "## Classes and parts\n\n");
	if (has_classes)
		put_classes(t, p, survey);
	if (survey->has_split)
		put_parts(t, p, survey);
}

static void put_files(struct text *t, const struct dataset *s,
                      const struct survey *survey)
{
	uint64_t files = plan_checkpoints(&s->plan);
	char bytes[NUMBER_BYTES_MAX], first[PLAN_NAME_MAX], word[PLAN_TEXT_MAX];

	number_format_bytes((double)survey->bytes, bytes);
	plan_checkpoint_name(&s->plan, 0, first);
	(void)plan_get(&s->plan, "format", word);
	text_put(t, "## Files\n\n%" PRIu64 " file%s of format %s with %s in total, "
	         "from `%s` on, each with %" PRIu64 " samples or what is left. "
	         "`MANIFEST.tsv` lists them with their hashes, and `PLAN.txt` "
	         "is the plan. vg-dataset(5) describes all of them.\n\n",
	         files, files == 1 ? "" : "s", word, bytes, first,
	         s->plan.interval);
}

static void put_about(struct text *t, const struct about *about)
{
	const char *const section[][2] = { { "Licence", about->licence },
		                           { "Creator", about->creator },
		                           { "Address", about->url } };

	for (size_t i = 0; i < sizeof section / sizeof *section; i++) {
		if (section[i][1] == NULL)
			continue;
		text_put(t, "## %s\n\n", section[i][0]);
		text_put_markdown(t, section[i][1]);
		text_put(t, "\n\n");
	}
	if (about->cite == NULL)
		return;
	text_put(t, "## Citation\n\n");
	text_put_code(t, about->cite); /* it may be BibTeX */
	text_put(t, "\n");
}

/* Write the card to O with the TEXT_MAX bytes at BUFFER. */
static int put_card(struct output *o, char *buffer, const struct dataset *s,
                    const struct survey *survey, const struct about *about,
                    int has_picture, struct diag *d)
{
	struct text t;

	text_begin(&t, buffer, TEXT_MAX);
	put_front_matter(&t, &s->plan, about);
	if (plan_is_ours(&s->plan))
		put_scene(&t, &s->plan);
	else
		put_other(&t, &s->plan);
	if (has_picture)
		text_put(&t, "![The first samples, a row each](%s)\n\n",
		         README_PICTURE);
	if (put_origin(&t, s, survey, d) != 0)
		return -1;
	put_arrays(&t, &s->plan, &survey->head);
	put_balance(&t, &s->plan, survey);
	put_files(&t, s, survey);
	put_about(&t, about);
	return output_put(o, &t, buffer, d);
}

int readme_write(const struct dataset *s, const struct survey *survey,
                 const struct about *about, int has_picture, struct diag *d)
{
	char *buffer = malloc(TEXT_MAX);
	struct output o;
	int result = output_begin(&o, &s->dir, README_NAME, start, d);

	if (result == 0 && buffer == NULL)
		result = diag_system(d, ENOMEM, "%s", README_NAME);
	if (result == 0)
		result = put_card(&o, buffer, s, survey, about, has_picture, d);
	if (result == 0)
		result = output_finish(&o, d);
	output_free(&o);
	free(buffer);
	return result;
}

/* vg-index: describe a complete dataset for people and for loaders. */
#include <errno.h>
#include <stdio.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/fdio.h"
#include "base/options.h"
#include "card/about.h"
#include "card/croissant.h"
#include "card/readme.h"
#include "card/shard_index.h"
#include "card/survey.h"
#include "dataset/dataset.h"
#include "dataset/leftovers.h"
#include "progress/preview.h"

#include "status.h"

struct request {
	const char *dir;
	struct about about;
	int croissant;
};

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "licence", .alias = "license", .argument = "TEXT",
	  .help = "the licence of the dataset, such as cc-by-4.0",
	  OPTION_IS_TEXT(struct request, about.licence) },
	{ .name = "cite", .argument = "TEXT", .help = "how to cite it",
	  OPTION_IS_TEXT(struct request, about.cite) },
	{ .name = "creator", .argument = "NAME", .help = "who made it",
	  OPTION_IS_TEXT(struct request, about.creator) },
	{ .name = "url", .argument = "URL", .help = "where it is published",
	  OPTION_IS_TEXT(struct request, about.url) },
	{ .name = "croissant",
	  .help = "also write croissant.json, for which every file is read",
	  OPTION_IS_FLAG(struct request, croissant) },
};

static const struct tool tool = {
	.name = "vg-index",
	.summary = "Describe a complete dataset: a README.md, and the lists that "
	           "loaders read.",
	.options = options,
	.count = sizeof options / sizeof *options,
};

/* Print that NAME was written: RESULT 0, or left as it is: 1. */
static int tell(const struct dataset *s, const char *name, int result)
{
	if (result == 0)
		(void)printf("%s/%s\n", s->dir.path, name);
	else if (result > 0)
		(void)fprintf(stderr, "%s: %s/%s: not written: there is one "
		              "that is not vg's\n", tool.name, s->dir.path,
		              name);
	return result < 0 ? -1 : 0;
}

/* Write the picture of the first samples. Returns 1; 0 if there is none; -1. */
static int write_picture(const struct dataset *s, struct diag *d)
{
	struct preview p = { 0 };
	struct atomicfile f = { .fd = -1 };
	int result = 0;

	preview_show(&p, s, 0);
	if (p.why[0] != '\0')
		result = diag_data(d, "%s", p.why);
	if (p.png != NULL) {
		result = atomicfile_create(&f, &s->dir, README_PICTURE, d);
		if (result == 0)
			result = atomicfile_write(&f, p.png, p.png_bytes, d);
		if (result == 0)
			result = atomicfile_replace(&f, d);
		result = result == 0 ? 1 : -1;
	}
	atomicfile_abandon(&f);
	preview_free(&p);
	return result;
}

static int write_card(const struct request *r, const struct dataset *s,
                      const struct survey *survey, struct diag *d)
{
	int has_picture = write_picture(s, d);

	if (has_picture < 0 ||
	    (has_picture && tell(s, README_PICTURE, 0) != 0))
		return -1;
	return tell(s, README_NAME,
	            readme_write(s, survey, &r->about, has_picture, d));
}

static int write_files(const struct request *r, const struct dataset *s,
                       struct diag *d)
{
	const char *list = shard_index_name(s->plan.format);
	struct survey survey;

	if (survey_take(&survey, s, d) != 0)
		return -1;
	if (list != NULL && tell(s, list, shard_index_write(s, &survey, d)) != 0)
		return -1;
	if (r->croissant &&
	    tell(s, CROISSANT_NAME,
	         croissant_write(s, &survey, &r->about, d)) != 0)
		return -1;
	return write_card(r, s, &survey, d);
}

static int describe(const struct request *r, struct diag *d)
{
	struct dataset s = DATASET_CLOSED;
	int result = dataset_open(&s, r->dir, d);

	if (result == 0)
		result = dataset_refresh(&s, NULL, d);
	if (result == 0 && dataset_saw_temporary(&s))
		result = leftovers_sweep(&s.dir, d);
	if (result == 0)
		result = write_files(r, &s, d);
	if (result == 0 && fflush(stdout) != 0)
		result = diag_system(d, errno, "standard output: write");
	dataset_close(&s);
	return result;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct diag d;
	int go;

	fdio_guard_standard();
	go = options_parse(&tool, argc, argv, &r, &d);
	if (go == 0)
		return STATUS_DONE;
	return go > 0 && describe(&r, &d) == 0 ? STATUS_DONE
	                                       : status_report(&d, tool.name);
}

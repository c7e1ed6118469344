#ifndef VG_README_H
#define VG_README_H

#include "base/diag.h"
#include "card/about.h"
#include "card/survey.h"
#include "dataset/dataset.h"

#define README_NAME "README.md"
#define README_PICTURE "vg-preview.png"

/*
 * Write the dataset card of complete dataset S: a README.md in Markdown, whose
 * front matter in YAML has the keys of the Hugging Face hub. If HAS_PICTURE, it
 * shows README_PICTURE. Returns 0; 1 if there is a README.md that is not vg's;
 * -1 with a diag.
 */
int readme_write(const struct dataset *s, const struct survey *survey,
                 const struct about *about, int has_picture, struct diag *d);

#endif

#ifndef VG_CROISSANT_H
#define VG_CROISSANT_H

#include "base/diag.h"
#include "card/about.h"
#include "card/survey.h"
#include "dataset/dataset.h"

#define CROISSANT_NAME "croissant.json"

/*
 * Write the metadata of complete dataset S as Croissant 1.1 (JSON-LD), with the
 * SHA-256 of each checkpoint, for which all files are read. What ABOUT lacks is
 * left out. Returns 0; 1 if there is a file of that name that is not vg's; -1
 * with a diag.
 */
int croissant_write(const struct dataset *s, const struct survey *survey,
                    const struct about *about, struct diag *d);

#endif

#ifndef VG_REPORT_JSON_H
#define VG_REPORT_JSON_H

#include "progress/rows.h"

#define REPORT_JSON_MAX 4096

/*
 * The fields of R as one JSON object on one line, with its newline; what is
 * unknown is null. Pure.
 */
void report_json(const struct rows *r, char text[REPORT_JSON_MAX]);

#endif

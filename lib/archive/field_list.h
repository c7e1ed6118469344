#ifndef VG_FIELD_LIST_H
#define VG_FIELD_LIST_H

#include "base/diag.h"
#include "base/text.h"
#include "stream/record.h"

/*
 * The fields of a record as a member of a JSON object, for the formats that need
 * them in order:
 *
 *     "fields": "videos |u1 16,3,64,64; labels <i8"
 *
 * No character has to be escaped.
 */

/* Bytes of any list, with a NUL. */
#define FIELD_LIST_MAX 8256

/* Append the fields of HEAD to T. */
void field_list_put(struct text *t, const struct record_head *head);

/*
 * Add the fields that JSON, a string, lists to HEAD, which is empty. This is
 * lenient: compare with what field_list_put makes of HEAD. Returns 0, or -1 with
 * a diag.
 */
int field_list_parse(const char *json, struct record_head *head,
                     struct diag *d);

#endif

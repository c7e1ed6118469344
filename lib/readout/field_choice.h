#ifndef VG_FIELD_CHOICE_H
#define VG_FIELD_CHOICE_H

#include <stdint.h>

#include "base/diag.h"
#include "stream/record.h"

/* Which fields of a record are passed on, and which are read. */
struct field_choice {
	struct record_head head; /* of what is passed on */
	uint64_t wanted;         /* a bit for each field that is passed on */
	int is_all;              /* these are all */
};

/*
 * Choose fields of HEAD: those in LIST, separated by commas, or all if LIST is
 * NULL. Without all of them, the fingerprint is 0: the records are not the
 * plan's. Returns 0, or -1 with an invalid-input diag.
 */
int field_choice_init(struct field_choice *c, const struct record_head *head,
                      const char *list, struct diag *d);

/* Copy the chosen fields from the payload FROM, of HEAD, to the payload TO. */
void field_choice_copy(const struct field_choice *c,
                       const struct record_head *head,
                       const unsigned char *from, unsigned char *to);

#endif

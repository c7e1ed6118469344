#ifndef VG_FIELD_TEXT_H
#define VG_FIELD_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "stream/record.h"

/* The values and the shapes of fields as text. */

/*
 * The shape of TEXT, of LENGTH bytes: whole numbers with SEPARATOR between
 * them, at most RECORD_DIMS_MAX, into SHAPE. Returns how many, or 0 if it is
 * none.
 */
unsigned field_text_shape(const char *text, size_t length, char separator,
                          uint64_t shape[RECORD_DIMS_MAX]);

/*
 * numpy's descr of the type TEXT of LENGTH bytes: "u1" becomes "|u1", "f4"
 * "<f4". f2 has no text. Returns 0, or -1 if there is no such type.
 */
int field_text_dtype(const char *text, size_t length, char dtype[8]);

/* The types, for messages. */
#define FIELD_TEXT_TYPES "u1, i1, b1, u2, i2, u4, i4, f4, u8, i8 or f8"

/*
 * Put the value at TEXT into its bytes at OUT as DTYPE has it. Returns the end
 * of the value, or NULL if it is not one, or out of the type's range.
 */
const char *field_text_value(const char *text, const char *dtype,
                             unsigned char *out);

#endif

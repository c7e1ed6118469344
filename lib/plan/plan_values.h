#ifndef VG_PLAN_VALUES_H
#define VG_PLAN_VALUES_H

#include "base/option.h"
#include "plan/plan.h"

/* The values of plan keys that have a form of their own: for plan_keys.c. */

/* A number, min to max, or "auto" for 0, into a uint64_t. */
option_parse plan_auto_parse;
plan_format plan_auto_format;

/* "HxW" or "N" into a struct plan_size, each min to max. */
option_parse plan_size_parse;
plan_format plan_size_format;

/* "LOW,HIGH" into a struct plan_interval, each min to max millionths. */
option_parse plan_interval_parse;
plan_format plan_interval_format;

/* "TRAIN,VAL,TEST" into a struct plan_split. */
option_parse plan_split_parse;
plan_format plan_split_format;

/*
 * Six hex digits, or a word, into a uint64_t. The first word of the key
 * stands for the digits; PLAN_COLOUR_WORD is the second.
 */
option_parse plan_colour_parse;
plan_format plan_colour_format;

/* Printable text into a char [PLAN_TEXT_MAX]. */
option_parse plan_text_parse;
plan_format plan_text_format;

#endif

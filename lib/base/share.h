#ifndef VG_SHARE_H
#define VG_SHARE_H

#include <stdint.h>

#include "base/option.h"

/* The INDEX-th of COUNT disjoint shares, from 0; 0 of 1 is everything. */
struct share {
	uint64_t index, count;
};

#define SHARE_ALL { 0, 1 }

/* Parses "I/N", I from 1 to N, into a struct share. */
option_parse share_parse;

#endif

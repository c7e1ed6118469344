#include "base/duration.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#define DURATION_MAX_S 359999999.0 /* 99999:59:59 */

void duration_format(double seconds, char text[DURATION_TEXT])
{
	double bounded = seconds < DURATION_MAX_S ? seconds : DURATION_MAX_S;
	uint64_t s = bounded > 0 ? (uint64_t)(bounded + 0.5) : 0;

	(void)snprintf(text, DURATION_TEXT, "%" PRIu64 ":%02u:%02u", s / 3600,
	               (unsigned)(s / 60 % 60), (unsigned)(s % 60));
}

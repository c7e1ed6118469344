/* Choose the colours of objects and backgrounds. */
#include "scene/colour.h"

#include "base/fixmath.h"
#include "image/canvas.h"
#include "image/hue.h"
#include "scene/philox.h"
#include "scene/random_lanes.h"

static void unpack(uint64_t colour, double rgb[3])
{
	for (int i = 0; i < 3; i++)
		rgb[i] = (double)(colour >> (16 - 8 * i) & 255);
}

/* The colour of HUE with LUMA, 0 … 255, and CHROMA. */
static void shade(double hue, double luma, double chroma, double rgb[3])
{
	double own;

	hue_rgb(hue, rgb);
	own = canvas_luma(rgb);
	for (int i = 0; i < 3; i++)
		rgb[i] = fixmath_clamp(luma + chroma * (rgb[i] - own), 0.0,
		                       255.0);
}

void colour_object(const struct plan *plan, uint64_t index, unsigned which,
                   double rgb[3])
{
	static const uint32_t others[] = {
		0x286edc, 0x2ea043, 0x8e44be, 0xf08c14,
		0x14aab4, 0xe65096, 0x826432, 0x3c3c46,
	};
	const struct philox_stream s = { .seed = plan->seed, .index = index };

	if (plan->colour == PLAN_COLOUR_RANDOM)
		shade(hue_after(philox_uniform(&s, LANE_COLOUR, 0), which),
		      philox_between(&s, LANE_COLOUR, 1 + which, 60, 110), 140,
		      rgb);
	else if (which > 0)
		unpack(others[(which - 1) % 8], rgb);
	else if (plan->colour == PLAN_COLOUR_STYLE)
		unpack(plan->style == PLAN_DISC ? 0xff0000 : 0xe83e24, rgb);
	else
		unpack(plan->colour, rgb);
}

void colour_background(const struct plan *plan, uint64_t index, double rgb[3])
{
	const struct philox_stream s = { .seed = plan->seed, .index = index };

	if (plan->background == PLAN_COLOUR_RANDOM)
		shade(philox_uniform(&s, LANE_BACKGROUND, 0),
		      philox_between(&s, LANE_BACKGROUND, 1, 165, 225), 50,
		      rgb);
	else
		unpack(plan->background < PLAN_COLOUR_WORD ? plan->background
		                                           : 0xffffff, rgb);
}

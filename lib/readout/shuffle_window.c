/* Let samples leave a window in random order. */
#include "readout/shuffle_window.h"

#include <errno.h>
#include <stdlib.h>

#include "scene/philox.h"

/* Apart from the lanes of the scenes, so that nothing is related. */
#define LANE 0x73687566

int shuffle_window_init(struct shuffle_window *w, size_t record_bytes,
                        struct diag *d)
{
	/* What malloc and the slot itself take is counted roughly. */
	*w = (struct shuffle_window){ .slots = SHUFFLE_WINDOW_BYTES /
		                               (record_bytes + 64) };
	if (w->slots < 2)
		w->slots = 2;
	w->slot = calloc(w->slots, sizeof *w->slot);
	if (w->slot == NULL)
		return diag_system(d, ENOMEM, "shuffle window");
	for (size_t i = 0; i < w->slots; i++) {
		w->slot[i].record = calloc(1, record_bytes);
		if (w->slot[i].record == NULL)
			return diag_system(d, ENOMEM, "shuffle window");
	}
	return 0;
}

void shuffle_window_free(struct shuffle_window *w)
{
	for (size_t i = 0; w->slot != NULL && i < w->slots; i++)
		free(w->slot[i].record);
	free(w->slot);
}

void shuffle_window_begin(struct shuffle_window *w, uint64_t seed,
                          uint64_t epoch)
{
	w->seed = seed;
	w->epoch = epoch;
	w->filled = 0;
	w->draws = 0;
}

struct shuffle_slot *shuffle_window_next(struct shuffle_window *w)
{
	return &w->slot[w->filled];
}

void shuffle_window_keep(struct shuffle_window *w)
{
	w->filled++;
}

int shuffle_window_is_full(const struct shuffle_window *w)
{
	return w->filled == w->slots;
}

const struct shuffle_slot *shuffle_window_draw(struct shuffle_window *w)
{
	const struct philox_stream s = { .seed = w->seed, .index = w->epoch };
	struct shuffle_slot last, *drawn;
	size_t i;

	if (w->filled == 0)
		return NULL;
	i = (size_t)(philox_uniform(&s, LANE + (uint32_t)(w->draws >> 32),
	                            (uint32_t)w->draws) *
	             (double)w->filled);
	w->draws++;
	w->filled--;
	/* The drawn slot becomes the first free one. */
	last = w->slot[w->filled];
	w->slot[w->filled] = w->slot[i];
	w->slot[i] = last;
	drawn = &w->slot[w->filled];
	return drawn;
}

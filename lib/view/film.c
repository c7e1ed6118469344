/* Show samples one after another, frame by frame. */
#include "view/film.h"

#include <string.h>

#include "view/y4m.h"

int film_begin(struct film *f, FILE *out, const char *name,
               const struct panes *panes, unsigned scale, unsigned rate,
               struct diag *d)
{
	memset(f, 0, sizeof *f);
	f->out = out;
	f->name = name;
	if (contact_sheet_init_film(&f->frame, panes, scale, d) != 0)
		return -1;
	f->picture = (struct picture){ f->frame.rgb, f->frame.width,
		                       f->frame.height };
	return y4m_begin(out, name, &f->picture, rate, d);
}

void film_free(struct film *f)
{
	contact_sheet_free(&f->frame);
}

int film_add(struct film *f, const char *title, const unsigned char *payload,
             struct diag *d)
{
	struct contact_sheet *s = &f->frame;
	struct legend legend;

	legend_of(&s->panes, payload, &legend);
	for (unsigned t = 0; t < s->panes.video.frames; t++) {
		contact_sheet_clear(s);
		contact_sheet_title(s, 0, title);
		contact_sheet_add_frame(s, payload, &legend, t);
		if (y4m_add(f->out, f->name, &f->picture, d) != 0)
			return -1;
	}
	return 0;
}

/* Estimate what samples take in each format. */
#include "forecast/format_sizes.h"

#include "base/number.h"
#include "dataset/packed_bytes.h"
#include "scene/excerpt.h"

/* Bytes that a sample like those of E takes as P stores it; 0: not known. */
static double packed_each(const struct excerpt *e, const struct plan *p)
{
	struct diag ignored;
	uint64_t bytes;

	if (packed_bytes(p, &e->head, e->payloads, &bytes, &ignored) != 0)
		return 0;
	return e->of_sample * (double)bytes / (double)e->head.count;
}

void format_sizes_estimate(struct format_sizes *z, const struct plan *p)
{
	struct plan other = *p;
	struct excerpt e = { .payloads = NULL };
	struct diag ignored;

	*z = (struct format_sizes){ .planned = 0 };
	if (plan_is_ours(p) && excerpt_make(&e, p, &ignored) == 0) {
		z->planned = packed_each(&e, p);
		for (unsigned i = FORMAT_AUTO + 1; i < FORMATS; i++) {
			other.format = i;
			other.compress = format_files_of(i)->usual;
			z->usual[i] = packed_each(&e, &other);
		}
	}
	excerpt_free(&e);
}

void format_sizes_put(FILE *out, const struct format_sizes *z,
                      uint64_t samples)
{
	char bytes[NUMBER_BYTES_MAX];
	const char *before = "Formats:     about ";

	for (unsigned i = FORMAT_AUTO + 1; i < FORMATS; i++) {
		if (z->usual[i] <= 0)
			return;
		number_format_bytes(z->usual[i] * (double)samples, bytes);
		(void)fprintf(out, "%s%s with %s", before, bytes,
		              format_words[i].word);
		before = ", ";
	}
	(void)fprintf(out, "\n");
}

/*
 * Pictures of the records of a stream, whatever is in its fields. Input: a byte
 * for how they are shown, then a stream, whose hashes are corrected.
 */
#include "fuzz.h"

#include <string.h>
#include <unistd.h>

#include "mend_stream.h"
#include "stream/record_stream.h"
#include "view/film.h"
#include "view/tall_sheet.h"

#define PAYLOAD_MAX ((uint64_t)1 << 16) /* bytes */
#define PICTURE_MAX ((uint64_t)1 << 19) /* pixels, or it takes long */
#define IS_FILM 0x80

/* The mode of the first byte: an odd size and scale of the picture. */
static unsigned scale_of(uint8_t mode)
{
	return 1 + (mode & 7);
}

static void show_sheet(const struct panes *p, uint8_t mode, FILE *out,
                       struct record_reader *r, struct record *record)
{
	unsigned columns = 1 + (mode >> 3 & 7);
	struct tall_sheet s;
	struct diag d;
	int got = tall_sheet_init(&s, p, 3, columns, scale_of(mode),
	                          r->head.payload_bytes, &d);

	if (got == 0 &&
	    (uint64_t)s.row.width * s.row.height <= PICTURE_MAX) {
		do
			REQUIRE(tall_sheet_add(&s, "17 circular",
			                       record->payload, &d) == 0);
		while (s.filled < s.rows &&
		       record_reader_read(r, NULL, record, &d) > 0);
		REQUIRE(tall_sheet_write(&s, out, "output", &d) == 0);
	}
	tall_sheet_free(&s);
}

static void show_film(const struct panes *p, uint8_t mode, FILE *out,
                      struct record_reader *r, struct record *record)
{
	struct film f;
	struct diag d;
	int got = film_begin(&f, out, "output", p, scale_of(mode), 8, &d);

	if (got == 0 && (uint64_t)f.picture.width * f.picture.height *
	                    p->video.frames <= PICTURE_MAX)
		do
			REQUIRE(film_add(&f, "17", record->payload, &d) == 0);
		while (record_reader_read(r, NULL, record, &d) > 0);
	film_free(&f);
}

static void show(struct record_reader *r, uint8_t mode)
{
	struct record record;
	struct panes p;
	struct diag d;
	FILE *out;

	if (r->head.payload_bytes > PAYLOAD_MAX ||
	    record_reader_read(r, NULL, &record, &d) <= 0 ||
	    panes_of(&r->head, &p, &d) != 0)
		return;
	out = fopen("/dev/null", "w");
	REQUIRE(out != NULL);
	if ((mode & IS_FILM) != 0)
		show_film(&p, mode, out, r, &record);
	else
		show_sheet(&p, mode, out, r, &record);
	REQUIRE(fclose(out) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = malloc(size > 0 ? size : 1);
	struct record_reader r;
	struct diag d;
	int fd;

	REQUIRE(copy != NULL);
	if (size > 1) {
		memcpy(copy, data + 1, size - 1);
		mend_stream(copy, size - 1, 1);
		fd = fuzz_open(copy, size - 1);
		REQUIRE(record_reader_init(&r, fd, "input", &d) == 0);
		if (record_reader_next(&r, &d) > 0)
			show(&r, data[0]);
		record_reader_free(&r);
		REQUIRE(close(fd) == 0);
	}
	free(copy);
	return 0;
}

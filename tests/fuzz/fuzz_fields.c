/*
 * Each format gives back the samples that were written to it, whatever fields
 * they have. Input: the format, the number of samples and the level, a byte
 * each; then for each field the length of its name, its type and its number of
 * axes in a byte each, the name, and a byte for each axis; the rest fills the
 * samples.
 */
#include "fuzz.h"

#include <string.h>

#include "archive/format.h"
#include "base/atomicfile.h"
#include "base/digest.h"

#define SAMPLE_MAX 65536 /* bytes */
#define SAMPLES_MAX 5
#define FIRST_INDEX 1000

struct input {
	const uint8_t *data;
	size_t size;
};

static uint8_t next(struct input *in)
{
	if (in->size == 0)
		return 0;
	in->size--;
	return *in->data++;
}

/* The name of a field: a usual one, or any bytes. */
static void take_name(struct input *in, uint8_t length, char *name)
{
	static const char *const usual[] = { "videos", "labels", "split",
		                             "index", "sample_xxh3" };
	size_t n = length % RECORD_NAME_MAX;

	if (length >= 250) {
		(void)snprintf(name, RECORD_NAME_MAX, "%s",
		               usual[length % 5]);
		return;
	}
	for (size_t i = 0; i < n; i++)
		name[i] = (char)next(in);
	name[n] = '\0';
}

static void take_fields(struct input *in, struct record_head *head)
{
	static const char *const types[] = { "|u1", "|i1", "|b1", "<u2", "<i4",
		                             "<f4", "<i8", "<f8", "<f2", "<u8",
		                             "<c8", "|O", ">f4", "<U4" };
	unsigned left = next(in) % (RECORD_FIELDS_MAX + 1);
	char name[RECORD_NAME_MAX];
	struct diag d;

	for (; left > 0 && in->size > 0; left--) {
		struct record_head before = *head;
		uint64_t shape[RECORD_DIMS_MAX];
		uint8_t length = next(in);
		const char *type = types[next(in) % 14];
		unsigned dims = next(in) % (RECORD_DIMS_MAX + 1);

		take_name(in, length, name);
		for (unsigned i = 0; i < dims; i++)
			shape[i] = next(in);
		if (record_add_field(head, name, type, dims, shape, &d) != 0 ||
		    head->payload_bytes > SAMPLE_MAX)
			*head = before;
	}
}

/* Fill the fields of sample I; what is between them stays zero. */
static void fill(const struct record_head *head, const struct input *in,
                 uint64_t i, unsigned char *payload)
{
	memset(payload, 0, SAMPLE_MAX);
	for (unsigned f = 0; f < head->fields; f++)
		for (uint64_t b = 0; b < head->field[f].bytes; b++)
			payload[head->field[f].offset + b] =
			    in->size == 0
			        ? (unsigned char)i
			        : in->data[(b + i) % in->size];
}

/* Returns whether the format takes such samples; then they are in T->file. */
static int write_file(const struct format *format,
                      const struct format_target *t, const struct input *in)
{
	static unsigned char payload[SAMPLE_MAX];
	struct format_writer *w;
	struct diag d;
	int taken = format->create(&w, t, &d) == 0;

	for (uint64_t i = 0; taken && i < t->head->count; i++) {
		size_t bytes = (size_t)t->head->payload_bytes;
		unsigned char *room = NULL;

		fill(t->head, in, i, payload);
		if (format->room != NULL && i % 2 == 0)
			REQUIRE(format->room(w, &room, &d) == 0);
		if (room != NULL)
			memcpy(room, payload, bytes);
		REQUIRE(format->add(w, FIRST_INDEX + i,
		                    digest64(payload, bytes),
		                    room != NULL ? room : payload, &d) == 0);
	}
	if (taken)
		REQUIRE(format->finish(w, &d) == 0);
	format->free_writer(w);
	return taken;
}

static void read_file(const struct format *format,
                      const struct format_source *s,
                      const struct record_head *head, const struct input *in)
{
	static unsigned char wanted[SAMPLE_MAX], payload[SAMPLE_MAX];
	size_t bytes = (size_t)head->payload_bytes;
	struct record_head found = { .fields = 0 };
	struct format_reader *r;
	uint64_t index, hash;
	struct diag d;

	REQUIRE(format->open(&r, s, &found, &d) == 0);
	REQUIRE(record_same_fields(head, &found));
	for (uint64_t i = 0; i < s->count; i++) {
		fill(head, in, i, wanted);
		memset(payload, 0, bytes);
		REQUIRE(format->read(r, UINT64_MAX, &index, &hash, payload,
		                     &d) == 0);
		REQUIRE(index == FIRST_INDEX + i);
		REQUIRE(hash == digest64(wanted, bytes));
		REQUIRE(memcmp(payload, wanted, bytes) == 0);
	}
	REQUIRE(format->end(r, &d) == 0);
	format->close_reader(r);
}

static void check(uint8_t how, int level, const struct record_head *head,
                  const struct input *in)
{
	enum format_number number =
	    (enum format_number)(1 + how % (FORMATS - 1));
	enum format_compress compress =
	    (enum format_compress)(how / FORMATS % FORMAT_COMPRESSES);
	const struct format *format = format_at(number);
	struct atomicfile file;
	struct format_target t = { &file, head, compress, level, 0 };
	struct format_source s = { .dir = fuzz_directory()->path,
		                   .name = "file", .count = head->count,
		                   .expected = head, .compress = compress };
	struct diag d;

	if (format_files_of(number)->suffix[compress] == NULL)
		return;
	REQUIRE(atomicfile_create(&file, fuzz_directory(), "file", &d) == 0);
	if (write_file(format, &t, in)) {
		s.fd = file.fd;
		read_file(format, &s, head, in);
		s.expected = NULL;
		read_file(format, &s, head, in);
	}
	atomicfile_abandon(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct record_head head = { .first = FIRST_INDEX };
	uint8_t how = next(&in);
	int level;

	head.count = 1 + next(&in) % SAMPLES_MAX;
	level = 1 + next(&in) % 9;
	take_fields(&in, &head);
	if (head.fields > 0)
		check(how, level, &head, &in);
	return 0;
}

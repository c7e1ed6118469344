/*
 * webdataset: what was written is read back; what differs in any byte, is short
 * or long, or holds other fields is refused.
 */
#include "archive/webdataset.h"

#include <string.h>
#include <unistd.h>

#include "archive/webdataset_layout.h"
#include "base/digest.h"
#include "check.h"

#define SAMPLES 2u
#define FIRST UINT64_C(999999) /* the names grow longer after it */
#define ALL UINT64_MAX

static struct directory dir;

/* Numbers of all sizes and signs, whose names are those of other members. */
static void make_head(struct record_head *head)
{
	static const uint64_t videos[] = { 2, 3, 9, 9 }, three[] = { 3 };
	static const uint64_t one[] = { 1, 1 };
	struct diag d;

	memset(head, 0, sizeof *head);
	head->count = SAMPLES;
	CHECK(record_add_field(head, "videos", "|u1", 4, videos, &d) == 0);
	CHECK(record_add_field(head, "labels", "<i8", 0, NULL, &d) == 0);
	CHECK(record_add_field(head, "json", "<f2", 1, three, &d) == 0);
	CHECK(record_add_field(head, "fields", "<u2", 0, NULL, &d) == 0);
	CHECK(record_add_field(head, "cls", "|i1", 0, NULL, &d) == 0);
	CHECK(record_add_field(head, "flag", "|b1", 0, NULL, &d) == 0);
	CHECK(record_add_field(head, "wide", "<u8", 0, NULL, &d) == 0);
	CHECK(record_add_field(head, "low", "<i8", 0, NULL, &d) == 0);
	CHECK(record_add_field(head, "one", "<i4", 2, one, &d) == 0);
	CHECK(record_add_field(head, "real", "<f8", 0, NULL, &d) == 0);
}

/* The payload of sample I: bytes that a compressor cannot guess. */
static void make_payload(const struct record_head *head, unsigned i,
                         unsigned char *payload)
{
	uint32_t state = i + 1;

	memset(payload, 0, (size_t)head->payload_bytes);
	for (unsigned k = 0; k < head->fields; k++)
		for (uint64_t b = 0; b < head->field[k].bytes; b++) {
			state = state * 1664525 + 1013904223;
			payload[head->field[k].offset + b] =
			    (unsigned char)(state >> 24 | (i == 0 ? 0xff : 0));
		}
	if (i == 1) /* the lowest number of eight bytes */
		memcpy(payload + record_find(head, "low")->offset,
		       "\0\0\0\0\0\0\0\x80", 8);
}

/* Write the samples into F. */
static void write_samples(struct atomicfile *f, const struct record_head *head,
                          enum format_compress compress)
{
	const struct format_target t = { f, head, compress, 1, 0 };
	const struct format *format = &webdataset_format;
	unsigned char payload[16384];
	struct format_writer *w;
	struct diag d;

	CHECK(head->payload_bytes <= sizeof payload);
	CHECK(atomicfile_create(f, &dir, "a.tar", &d) == 0);
	CHECK(format->create(&w, &t, &d) == 0);
	for (unsigned i = 0; i < SAMPLES; i++) {
		make_payload(head, i, payload);
		CHECK(format->add(w, FIRST + i,
		                  digest64(payload,
		                           (size_t)head->payload_bytes),
		                  payload, &d) == 0);
	}
	CHECK(format->finish(w, &d) == 0);
	CHECK(format->missing_bytes(w) < 1);
	format->free_writer(w);
}

/*
 * Read the file FD. Returns 0 if it is accepted, and holds the samples, which
 * are checked; -1 if it is refused, or a sample does not match its hash.
 */
static int read_samples(int fd, const struct record_head *expected,
                        enum format_compress compress, uint64_t wanted)
{
	const struct format_source s = { fd, ".", "a.tar", SAMPLES, expected,
		                         compress };
	const struct format *format = &webdataset_format;
	unsigned char payload[16384], other[sizeof payload];
	struct record_head head = { .fields = 0 };
	struct format_reader *r;
	uint64_t index, hash;
	struct diag d;
	int result = format->open(&r, &s, &head, &d);

	for (unsigned i = 0; i < SAMPLES && result == 0; i++) {
		size_t bytes = (size_t)head.payload_bytes;

		memset(payload, 0, sizeof payload);
		result = format->read(r, wanted, &index, &hash, payload, &d);
		if (result != 0)
			break;
		if (wanted == ALL && digest64(payload, bytes) != hash) {
			result = -1;
			break;
		}
		CHECK(index == FIRST + i);
		make_payload(&head, i, other);
		for (unsigned k = 0; k < head.fields; k++)
			if ((wanted >> k & 1) == 0)
				memset(other + head.field[k].offset, 0,
				       (size_t)head.field[k].bytes);
		CHECK(memcmp(payload, other, bytes) == 0);
	}
	if (result == 0)
		result = format->end(r, &d);
	format->close_reader(r);
	CHECK(result == 0 || d.kind == DIAG_DATA);
	return result;
}

/*
 * Change each byte of F in turn: it is refused, or, in a few places of
 * compressed data, says the same in other words, which read_samples checks.
 */
static void flip_bytes(const struct atomicfile *f,
                       const struct record_head *expected,
                       enum format_compress compress)
{
	unsigned accepted = 0, some = SAMPLES * 8;

	for (uint64_t at = 0; at < f->size_bytes; at++) {
		unsigned char was, now;

		CHECK(pread(f->fd, &was, 1, (off_t)at) == 1);
		now = (unsigned char)(was ^ 1 << at % 8);
		CHECK(pwrite(f->fd, &now, 1, (off_t)at) == 1);
		accepted += read_samples(f->fd, expected, compress, ALL) == 0;
		CHECK(pwrite(f->fd, &was, 1, (off_t)at) == 1);
	}
	CHECK(accepted <= (compress == FORMAT_COMPRESS_NONE ? 0 : some));
	CHECK(read_samples(f->fd, expected, compress, ALL) == 0);
}

/* Let the file be longer, by a byte or by another end, and shorter. */
static void change_length(const struct atomicfile *f,
                          const struct record_head *expected,
                          enum format_compress compress)
{
	static const unsigned char zeros[10240];
	uint64_t whole = f->size_bytes;

	CHECK(pwrite(f->fd, "x", 1, (off_t)whole) == 1);
	CHECK(read_samples(f->fd, expected, compress, ALL) == -1);
	CHECK(pwrite(f->fd, zeros, sizeof zeros, (off_t)whole) ==
	      (ssize_t)sizeof zeros);
	CHECK(read_samples(f->fd, expected, compress, ALL) == -1);
	/* also where nothing is read but the numbers */
	CHECK(read_samples(f->fd, expected, compress, 0) == -1);
	for (uint64_t size = whole; size-- > 0;) {
		CHECK(ftruncate(f->fd, (off_t)size) == 0);
		if (size % 16 == 0 || size + 2000 > whole)
			CHECK(read_samples(f->fd, expected, compress, ALL) ==
			      -1);
		if (size % 512 == 0)
			CHECK(read_samples(f->fd, expected, compress, 0) ==
			      -1);
	}
}

static void try(enum format_compress compress)
{
	struct record_head head, other;
	struct atomicfile f;

	make_head(&head);
	write_samples(&f, &head, compress);
	CHECK(read_samples(f.fd, &head, compress, ALL) == 0);
	CHECK(read_samples(f.fd, NULL, compress, ALL) == 0);
	for (unsigned i = 0; i < head.fields; i++)
		CHECK(read_samples(f.fd, NULL, compress, UINT64_C(1) << i) ==
		      0);
	CHECK(read_samples(f.fd, NULL, compress, 0) == 0);
	other = head;
	other.fields--;
	CHECK(read_samples(f.fd, &other, compress, ALL) == -1);
	other.fields += 2;
	other.field[head.fields] = head.field[0];
	CHECK(read_samples(f.fd, &other, compress, ALL) == -1);
	other = head;
	memcpy(other.field[2].dtype, "<u2", 4);
	CHECK(read_samples(f.fd, &other, compress, ALL) == -1);
	flip_bytes(&f, &head, compress);
	change_length(&f, NULL, compress);
	atomicfile_abandon(&f);
}

/* Numbers that JSON may hold, and the field may not. */
static void try_numbers(void)
{
	static const struct {
		const char *dtype, *text;
		int result;
	} cases[] = {
		{ "|u1", "255", 0 }, { "|u1", "256", -1 }, { "|u1", "-1", -1 },
		{ "|i1", "-128", 0 }, { "|i1", "-129", -1 },
		{ "|i1", "128", -1 }, { "|i1", "-0", -1 }, { "|i1", "", -1 },
		{ "|i1", "-", -1 }, { "|i1", "01", -1 }, { "|i1", "+1", -1 },
		{ "<i2", "-32768", 0 }, { "<i2", "32768", -1 },
		{ "<u4", "4294967295", 0 }, { "<u4", "4294967296", -1 },
		{ "<i8", "-9223372036854775808", 0 },
		{ "<i8", "-9223372036854775809", -1 },
		{ "<i8", "9223372036854775807", 0 },
		{ "<i8", "9223372036854775808", -1 },
		{ "<u8", "18446744073709551615", 0 },
		{ "<u8", "18446744073709551616", -1 },
		{ "<u8", "1e3", -1 }, { "<u8", "1.0", -1 }, { "<u8", " 1", -1 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct record_head head = { .fields = 0 };
		char text[WEBDATASET_NUMBER_MAX];
		unsigned char data[8];
		struct diag d;

		CHECK(record_add_field(&head, "n", cases[i].dtype, 0, NULL,
		                       &d) == 0);
		CHECK(webdataset_parse_number(cases[i].text,
		                              strlen(cases[i].text),
		                              head.field, data) ==
		      cases[i].result);
		if (cases[i].result != 0)
			continue;
		CHECK(webdataset_number(text, head.field, data) ==
		      strlen(cases[i].text));
		CHECK(strcmp(text, cases[i].text) == 0);
	}
}

/* The most fields, with the longest names and shapes, fit into the JSON text. */
static void try_largest(void)
{
	static const uint64_t shape[RECORD_DIMS_MAX] = { 1, 1, 1, 1,
		                                         1, 1, 1, 1 };
	static struct webdataset_scalars s;
	struct record_head head = { .fields = 0 }, found = { .fields = 0 };
	static struct webdataset_layout l;
	char name[RECORD_NAME_MAX], text[WEBDATASET_JSON_MAX];
	struct diag d;
	uint64_t index, hash;

	memset(s.bytes, 0x80, sizeof s.bytes);
	for (unsigned i = 0; i < RECORD_FIELDS_MAX; i++) {
		(void)snprintf(name, sizeof name, "a%030u", i);
		CHECK(record_add_field(&head, name, "<i8",
		                       i % 2 == 0 ? 0 : RECORD_DIMS_MAX, shape,
		                       &d) == 0);
	}
	webdataset_layout_init(&l, &head);
	CHECK(webdataset_json(text, &l, INT64_MAX, UINT64_MAX, &s) ==
	      strlen(text));
	CHECK(field_list_parse(text, &found, &d) == 0);
	CHECK(found.fields == RECORD_FIELDS_MAX);
	CHECK(memcmp(found.field, head.field, sizeof head.field) == 0);
	CHECK(webdataset_parse_json(text, &l, &index, &hash, &s) == 0);
	CHECK(index == INT64_MAX && hash == UINT64_MAX);
	/* one field too many */
	text[strlen(text) - 2] = '\0';
	CHECK(strlen(text) + 16 < sizeof text);
	memcpy(text + strlen(text), "; z <i8\"}", 10);
	found.fields = 0;
	CHECK(field_list_parse(text, &found, &d) == -1);
}

int main(void)
{
	char path[] = "webdataset.XXXXXX";
	struct diag d;

	CHECK(mkdtemp(path) != NULL);
	CHECK(directory_open(&dir, path, 0, &d) == 0);
	try_numbers();
	try_largest();
	try(FORMAT_COMPRESS_NONE);
	try(FORMAT_COMPRESS_GZ);
	try(FORMAT_COMPRESS_ZSTD);
	directory_close(&dir);
	CHECK(rmdir(path) == 0);
	return 0;
}

/* Write a zip archive, as zip64 where sizes require it. */
#include "archive/zipfile.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/fdio.h"

#define HEADER_MAX 256 /* of any of the records here */

#define LOCAL_MAGIC UINT32_C(0x04034b50)
#define CENTRAL_MAGIC UINT32_C(0x02014b50)
#define END_MAGIC UINT32_C(0x06054b50)
#define END64_MAGIC UINT32_C(0x06064b50)
#define LOCATOR_MAGIC UINT32_C(0x07064b50)

#define VERSION 20             /* needed to unpack deflate */
#define VERSION64 45           /* needed to unpack zip64 */
#define UNIX 3                 /* the kind of the file attributes */
#define MODE UINT32_C(0100644) /* attributes: a regular file */
#define DATE 0x21              /* 1 January 1980, the earliest date */
#define EXTRA64 1              /* the extra field of zip64 */
#define EXTRA_ALIGNMENT 0xd935 /* as the tools of Android write it */
#define EXTRA_HEADER 4
#define MOST32 UINT32_C(0xffffffff) /* means: see the zip64 field */

/* A record of the archive being composed. */
struct writer {
	unsigned char data[HEADER_MAX];
	size_t size;
};

static void put16(struct writer *w, unsigned v)
{
	bytes_put16(w->data + w->size, (uint16_t)v);
	w->size += 2;
}

static void put32(struct writer *w, uint32_t v)
{
	bytes_put32(w->data + w->size, v);
	w->size += 4;
}

static void put64(struct writer *w, uint64_t v)
{
	bytes_put64(w->data + w->size, v);
	w->size += 8;
}

static void put_name(struct writer *w, const char *name)
{
	memcpy(w->data + w->size, name, strlen(name));
	w->size += strlen(name);
}

/* V in 32 bits, or MOST32 if it does not fit. */
static uint32_t narrow(uint64_t v)
{
	return v < MOST32 ? (uint32_t)v : MOST32;
}

int zipfile_init(struct zipfile *z, struct atomicfile *file, struct diag *d)
{
	memset(z, 0, sizeof *z);
	return bufferedfile_init(&z->file, file, d);
}

void zipfile_free(struct zipfile *z)
{
	bufferedfile_free(&z->file);
}

uint64_t zipfile_bytes(const struct zipfile *z)
{
	return bufferedfile_bytes(&z->file);
}

int zipfile_write(struct zipfile *z, const void *data, size_t size,
                  struct diag *d)
{
	return bufferedfile_write(&z->file, data, size, d);
}

/*
 * Whether the header of M has 64-bit sizes. This must be decided before the
 * compressed size is known: by the size, with a reserve for data that cannot
 * be compressed.
 */
static int is_large(uint64_t size)
{
	return size >= MOST32 || size + size / 1024 + 1024 >= MOST32;
}

/* The record before M's data; its length does not depend on crc and packed. */
static void local_header(const struct zipfile_member *m, struct writer *w)
{
	int large = m->is_large;
	size_t extra = large ? EXTRA_HEADER + 16 : 0, name = strlen(m->name);
	size_t pad = 0;

	w->size = 0;
	if (m->method == ZIPFILE_STORED) {
		uint64_t end = m->offset + 30 + name + extra + EXTRA_HEADER + 2;

		pad = (ZIPFILE_ALIGNMENT - end % ZIPFILE_ALIGNMENT) %
		      ZIPFILE_ALIGNMENT;
		extra += EXTRA_HEADER + 2 + pad;
	}
	put32(w, LOCAL_MAGIC);
	put16(w, large ? VERSION64 : VERSION);
	put16(w, 0); /* flags */
	put16(w, m->method);
	put16(w, 0); /* time */
	put16(w, DATE);
	put32(w, m->crc);
	put32(w, large ? MOST32 : (uint32_t)m->packed);
	put32(w, large ? MOST32 : (uint32_t)m->size);
	put16(w, (unsigned)name);
	put16(w, (unsigned)extra);
	put_name(w, m->name);
	if (large) {
		put16(w, EXTRA64);
		put16(w, 16);
		put64(w, m->size);
		put64(w, m->packed);
	}
	if (m->method == ZIPFILE_STORED) {
		put16(w, EXTRA_ALIGNMENT);
		put16(w, (unsigned)(2 + pad));
		put16(w, ZIPFILE_ALIGNMENT);
		memset(w->data + w->size, 0, pad);
		w->size += pad;
	}
}

int zipfile_begin(struct zipfile *z, const char *name,
                  enum zipfile_method method, uint64_t size, struct diag *d)
{
	struct zipfile_member *m = &z->member[z->members];
	struct writer w;

	if (z->members == ZIPFILE_MEMBERS_MAX ||
	    strlen(name) >= ZIPFILE_NAME_MAX)
		return diag_data(d, "%s: member %s: at most %d members, and "
		                 "names of at most %d bytes, are allowed",
		                 z->file.file->name, name, ZIPFILE_MEMBERS_MAX,
		                 ZIPFILE_NAME_MAX - 1);
	memset(m, 0, sizeof *m);
	(void)snprintf(m->name, sizeof m->name, "%s", name);
	m->method = method;
	m->size = size;
	m->is_large = is_large(size);
	m->offset = zipfile_bytes(z);
	local_header(m, &w);
	m->data = m->offset + w.size;
	z->members++;
	return zipfile_write(z, w.data, w.size, d);
}

void zipfile_set_size(struct zipfile *z, uint64_t size)
{
	z->member[z->members - 1].size = size;
}

int zipfile_write_at(struct zipfile *z, const void *data, size_t size,
                     uint64_t offset, struct diag *d)
{
	return bufferedfile_write_at(&z->file, data, size,
	                             z->member[z->members - 1].data + offset,
	                             d);
}

int zipfile_end(struct zipfile *z, uint32_t crc, struct diag *d)
{
	struct zipfile_member *m = &z->member[z->members - 1];
	struct writer w;

	m->crc = crc;
	m->packed = zipfile_bytes(z) - m->data;
	local_header(m, &w);
	return bufferedfile_write_at(&z->file, w.data, w.size, m->offset, d);
}

/* M's entry in the central directory. 64-bit values go to an extra field. */
static void central_entry(const struct zipfile_member *m, struct writer *w)
{
	const uint64_t wide[] = { m->size, m->packed, m->offset };
	unsigned wides = 0;

	w->size = 0;
	for (int i = 0; i < 3; i++)
		wides += wide[i] >= MOST32;
	put32(w, CENTRAL_MAGIC);
	put16(w, UNIX << 8 | VERSION64);
	put16(w, wides > 0 || m->is_large ? VERSION64 : VERSION);
	put16(w, 0);
	put16(w, m->method);
	put16(w, 0);
	put16(w, DATE);
	put32(w, m->crc);
	put32(w, narrow(m->packed));
	put32(w, narrow(m->size));
	put16(w, (unsigned)strlen(m->name));
	put16(w, wides > 0 ? EXTRA_HEADER + 8 * wides : 0);
	put16(w, 0); /* comment */
	put16(w, 0); /* disk */
	put16(w, 0); /* text or binary */
	put32(w, MODE << 16);
	put32(w, narrow(m->offset));
	put_name(w, m->name);
	if (wides > 0) {
		put16(w, EXTRA64);
		put16(w, 8 * wides);
	}
	for (int i = 0; i < 3; i++)
		if (wide[i] >= MOST32)
			put64(w, wide[i]);
}

/*
 * The records after the central directory of MEMBERS, which is from BEGIN to
 * END.
 */
static void end_records(unsigned members, uint64_t begin, uint64_t end,
                        struct writer *w)
{
	w->size = 0;
	if (begin >= MOST32) {
		put32(w, END64_MAGIC);
		put64(w, 44); /* bytes that follow */
		put16(w, UNIX << 8 | VERSION64);
		put16(w, VERSION64);
		put32(w, 0); /* disks */
		put32(w, 0);
		put64(w, members);
		put64(w, members);
		put64(w, end - begin);
		put64(w, begin);
		put32(w, LOCATOR_MAGIC);
		put32(w, 0);
		put64(w, end);
		put32(w, 1);
	}
	put32(w, END_MAGIC);
	put16(w, 0);
	put16(w, 0);
	put16(w, members);
	put16(w, members);
	put32(w, (uint32_t)(end - begin));
	put32(w, narrow(begin));
	put16(w, 0); /* comment */
}

int zipfile_finish(struct zipfile *z, struct diag *d)
{
	uint64_t begin = zipfile_bytes(z);
	struct writer w;

	for (unsigned i = 0; i < z->members; i++) {
		central_entry(&z->member[i], &w);
		if (zipfile_write(z, w.data, w.size, d) != 0)
			return -1;
	}
	end_records(z->members, begin, zipfile_bytes(z), &w);
	if (zipfile_write(z, w.data, w.size, d) != 0)
		return -1;
	return bufferedfile_flush(&z->file, d);
}

/*
 * Take the header of the member at m->offset from the SIZE bytes at P, and
 * check that it is what local_header makes. Returns 0 or -1.
 */
static int take_header(struct zipfile_member *m, const unsigned char *p,
                       size_t size)
{
	struct writer w;
	size_t name;

	if (size < 30 || bytes_get32(p) != LOCAL_MAGIC)
		return -1;
	name = bytes_get16(p + 26);
	if (name >= ZIPFILE_NAME_MAX || size < 30 + name)
		return -1;
	memcpy(m->name, p + 30, name);
	m->name[name] = '\0';
	m->method = bytes_get16(p + 8) == ZIPFILE_STORED ? ZIPFILE_STORED
	                                                 : ZIPFILE_DEFLATED;
	m->crc = bytes_get32(p + 14);
	m->packed = bytes_get32(p + 18);
	m->size = bytes_get32(p + 22);
	if (m->size == MOST32 && size >= 30 + name + EXTRA_HEADER + 16) {
		m->size = bytes_get64(p + 30 + name + EXTRA_HEADER);
		m->packed = bytes_get64(p + 30 + name + EXTRA_HEADER + 8);
	}
	m->is_large = is_large(m->size);
	local_header(m, &w);
	m->data = m->offset + w.size;
	return w.size <= size && memcmp(w.data, p, w.size) == 0 ? 0 : -1;
}

/* Whether FD has the bytes of W at *AT, which moves behind them. */
static int has_record(int fd, const struct writer *w, uint64_t *at)
{
	unsigned char bytes[HEADER_MAX];
	size_t got;

	if (fdio_read_at(fd, bytes, w->size, *at, &got) != 0)
		return 0;
	*at += got;
	return got == w->size && memcmp(bytes, w->data, got) == 0;
}

int zipfile_is_intact(int fd, uint64_t size)
{
	struct zipfile_member member[ZIPFILE_MEMBERS_MAX + 1];
	unsigned char header[HEADER_MAX];
	uint64_t at = 0, begin;
	unsigned members = 0;
	struct writer w;
	size_t got;

	for (; members <= ZIPFILE_MEMBERS_MAX; members++) {
		struct zipfile_member *m = &member[members];

		m->offset = at;
		if (fdio_read_at(fd, header, sizeof header, at, &got) != 0)
			return 0;
		if (take_header(m, header, got) != 0)
			break;
		if (m->data > size || m->packed > size - m->data)
			return 0;
		at = m->data + m->packed;
	}
	begin = at;
	for (unsigned i = 0; i < members; i++) {
		central_entry(&member[i], &w);
		if (!has_record(fd, &w, &at))
			return 0;
	}
	end_records(members, begin, at, &w);
	return members <= ZIPFILE_MEMBERS_MAX && has_record(fd, &w, &at) &&
	       at == size;
}

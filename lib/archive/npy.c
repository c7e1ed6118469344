/* Write and parse the header of a .npy file. */
#include "archive/npy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/text.h"

#define ALIGNMENT 64

/* With the version, 1.0: its minor number is the final NUL. */
static const char magic[] = "\x93NUMPY\x01";
static const char before_dtype[] = "{'descr': '";
static const char before_shape[] = "', 'fortran_order': False, 'shape': (";
static const char after_shape[] = "), }";

size_t npy_header(char header[NPY_HEADER_MAX], const char *dtype,
                  unsigned dims, const uint64_t *shape)
{
	char *text = header + NPY_PREAMBLE;
	size_t room = NPY_HEADER_MAX - NPY_PREAMBLE;
	size_t n, whole;

	if (dims > NPY_DIMS_MAX)
		return 0;
	n = (size_t)snprintf(text, room, "%s%.7s%s", before_dtype, dtype,
	                     before_shape);
	for (unsigned i = 0; i < dims; i++)
		n += (size_t)snprintf(text + n, room - n, "%s%" PRIu64 "%s",
		                      i > 0 ? " " : "", shape[i],
		                      i + 1 < dims || dims == 1 ? "," : "");
	n += (size_t)snprintf(text + n, room - n, "%s", after_shape);
	whole = (NPY_PREAMBLE + n + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	memset(text + n, ' ', whole - NPY_PREAMBLE - n);
	header[whole - 1] = '\n';
	memcpy(header, magic, sizeof magic);
	bytes_put16((unsigned char *)header + 8,
	            (uint16_t)(whole - NPY_PREAMBLE));
	return whole;
}

size_t npy_stacked_header(char header[NPY_HEADER_MAX], size_t least,
                          const struct record_field *f, uint64_t count)
{
	uint64_t shape[RECORD_DIMS_MAX + 1] = { count };
	size_t n;

	for (unsigned i = 0; i < f->dims; i++)
		shape[i + 1] = f->shape[i];
	n = npy_header(header, f->dtype, f->dims + 1, shape);
	if (n >= least)
		return n;
	memset(header + n - 1, ' ', least - n);
	header[least - 1] = '\n';
	bytes_put16((unsigned char *)header + 8,
	            (uint16_t)(least - NPY_PREAMBLE));
	return least;
}

size_t npy_length(const char *data)
{
	size_t length = NPY_PREAMBLE +
	                bytes_get16((const unsigned char *)data + 8);

	return memcmp(data, magic, sizeof magic) == 0 &&
	               length <= NPY_HEADER_MAX
	           ? length
	           : 0;
}

static const char *take_dtype(const char *p, struct npy *out)
{
	size_t length = p != NULL ? strcspn(p, "'") : NPY_DTYPE_MAX;

	if (length >= NPY_DTYPE_MAX)
		return NULL;
	memcpy(out->dtype, p, length);
	out->dtype[length] = '\0';
	return p + length;
}

/* Read numbers separated by commas and spaces. Returns the end, or NULL. */
static const char *take_shape(const char *p, struct npy *out)
{
	size_t digits;

	out->dims = 0;
	while (p != NULL && (digits = strspn(p, "0123456789")) > 0) {
		if (out->dims == NPY_DIMS_MAX ||
		    number_parse_n(p, digits, UINT64_MAX,
		                   &out->shape[out->dims++]) != 0)
			return NULL;
		p += digits;
		p += strspn(p, ", ");
	}
	return p;
}

int npy_parse(const char *data, size_t length, struct npy *out)
{
	char text[NPY_HEADER_MAX + 1], again[NPY_HEADER_MAX];
	const char *p = text + NPY_PREAMBLE;

	if (length < NPY_PREAMBLE || length > NPY_HEADER_MAX)
		return -1;
	memcpy(text, data, length);
	text[length] = '\0';
	p = take_dtype(text_after(p, before_dtype), out);
	p = take_shape(text_after(p, before_shape), out);
	/* The parsing above is lenient: compare with what we would write. */
	if (text_after(p, after_shape) == NULL ||
	    npy_header(again, out->dtype, out->dims, out->shape) != length)
		return -1;
	return memcmp(again, data, length) == 0 ? 0 : -1;
}

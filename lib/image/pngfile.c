/* Write an RGB picture as PNG. */
#include "image/pngfile.h"

#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stddef.h>

struct picture {
	FILE *out;
	const char *name;
	pngfile_line *line;
	void *context;
	unsigned width, height;
	const char *why; /* what libpng says of an error */
	struct diag *d;
};

static void stop(png_structp png, png_const_charp why)
{
	struct picture *p = png_get_error_ptr(png);

	p->why = why;
	png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp why)
{
	(void)png;
	(void)why;
}

/* Returns 0; 1 after an error of libpng; -1 with a diag if no line came. */
static int encode(struct picture *p, png_structp png, png_infop info)
{
	if (setjmp(png_jmpbuf(png)) != 0)
		return 1;
	png_init_io(png, p->out);
	png_set_IHDR(png, info, p->width, p->height, 8, PNG_COLOR_TYPE_RGB,
	             PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	             PNG_FILTER_TYPE_DEFAULT);
	png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
	png_write_info(png, info);
	for (unsigned y = 0; y < p->height; y++) {
		const unsigned char *rgb = p->line(p->context, p->d);

		if (rgb == NULL)
			return -1;
		png_write_row(png, rgb);
	}
	png_write_end(png, info);
	return 0;
}

int pngfile_write_lines(FILE *out, const char *name, pngfile_line *line,
                        void *context, unsigned width, unsigned height,
                        struct diag *d)
{
	struct picture p = { out, name, line, context, width, height, "", d };
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &p,
	                                          stop, ignore);
	png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
	int result, error;

	if (info == NULL) {
		png_destroy_write_struct(&png, NULL);
		return diag_system(d, ENOMEM, "%s", name);
	}
	errno = 0;
	result = encode(&p, png, info);
	error = errno;
	png_destroy_write_struct(&png, &info);
	if (result > 0)
		return error == 0
		           ? diag_data(d, "%s: png: %s", name, p.why)
		           : diag_system(d, error, "%s: write", name);
	if (result == 0 && fflush(out) != 0)
		return diag_system(d, errno, "%s: write", name);
	return result;
}

/* Where the next line of a picture in memory is. */
struct memory {
	const unsigned char *at;
	size_t line_bytes;
};

static const unsigned char *next_line(void *context, struct diag *d)
{
	struct memory *m = context;
	const unsigned char *line = m->at;

	(void)d;
	m->at += m->line_bytes;
	return line;
}

int pngfile_write(FILE *out, const char *name, const unsigned char *rgb,
                  unsigned width, unsigned height, struct diag *d)
{
	struct memory m = { rgb, (size_t)width * 3 };

	return pngfile_write_lines(out, name, next_line, &m, width, height, d);
}

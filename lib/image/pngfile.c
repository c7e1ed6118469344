/* Write an RGB picture as PNG. */
#include "image/pngfile.h"

#include <errno.h>
#include <png.h>
#include <string.h>

int pngfile_write(FILE *out, const char *name, const unsigned char *rgb,
                  unsigned width, unsigned height, struct diag *d)
{
	png_image image;

	memset(&image, 0, sizeof image);
	image.version = PNG_IMAGE_VERSION;
	image.width = width;
	image.height = height;
	image.format = PNG_FORMAT_RGB;
	errno = 0;
	if (!png_image_write_to_stdio(&image, out, 0, rgb, 0, NULL)) {
		int error = errno;

		if (error == 0)
			return diag_data(d, "%s: png: %s", name,
			                 image.message);
		return diag_system(d, error, "%s: write", name);
	}
	if (fflush(out) != 0)
		return diag_system(d, errno, "%s: write", name);
	return 0;
}

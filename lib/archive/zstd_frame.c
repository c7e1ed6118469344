/* Look at the headers of a zstd frame. */
#include "archive/zstd_frame.h"

#include <stddef.h>
#include <zstd.h>

#include "base/bytes.h"
#include "base/fdio.h"

#define HEADER_MIN 6  /* magic, descriptor, and a byte of the size or window */
#define HEADER_MAX 18
#define SINGLE_SEGMENT 0x20 /* bits of the descriptor */
#define CHECKSUM 0x04
#define DICTIONARY 0x03
#define BLOCK_HEADER 3 /* bytes */
#define BLOCK_RLE 1
#define BLOCK_RESERVED 3
#define CHECKSUM_BYTES 4

/* Bytes of the content's size in the header whose DESCRIPTOR this is. */
static unsigned size_bytes(unsigned descriptor)
{
	static const unsigned bytes[] = { 0, 2, 4, 8 };
	unsigned flag = descriptor >> 6;

	return flag == 0 && (descriptor & SINGLE_SEGMENT) != 0 ? 1
	                                                       : bytes[flag];
}

/*
 * Follow the blocks from AT to the end of the frame at END. libzstd writes no empty
 * block before the last: a file of zeros would be nothing else. Returns 0 or -1.
 */
static int follow_blocks(int fd, uint64_t at, uint64_t end)
{
	for (int last = 0; !last;) {
		unsigned char p[BLOCK_HEADER];
		uint32_t header;
		size_t got;

		if (at >= end || fdio_read_at(fd, p, sizeof p, at, &got) != 0 ||
		    got != sizeof p)
			return -1;
		header = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
		last = (header & 1) != 0;
		if ((header >> 1 & 3) == BLOCK_RESERVED ||
		    (header >> 3 == 0 && !last))
			return -1;
		at += BLOCK_HEADER;
		at += (header >> 1 & 3) == BLOCK_RLE ? 1 : header >> 3;
	}
	return at == end ? 0 : -1;
}

int zstd_frame_look(struct zstd_frame *f, int fd, uint64_t size)
{
	unsigned char p[HEADER_MAX] = { 0 };
	unsigned descriptor, window;
	unsigned long long content;
	uint64_t at;
	size_t got;

	if (fdio_read_at(fd, p, sizeof p, 0, &got) != 0 || got < HEADER_MIN ||
	    bytes_get32(p) != ZSTD_MAGICNUMBER)
		return -1;
	descriptor = p[4];
	if ((descriptor & DICTIONARY) != 0 || (descriptor & CHECKSUM) == 0)
		return -1;
	content = ZSTD_getFrameContentSize(p, got);
	if (content == ZSTD_CONTENTSIZE_ERROR)
		return -1;
	f->content_bytes =
	    content == ZSTD_CONTENTSIZE_UNKNOWN ? UINT64_MAX : content;
	/* In a single segment, the window is as large as the content. */
	window = (descriptor & SINGLE_SEGMENT) == 0;
	f->window_bytes = window ? UINT64_C(1024) << (p[5] >> 3)
	                         : f->content_bytes;
	if (window)
		f->window_bytes += f->window_bytes / 8 * (p[5] & 7);
	at = 5 + window + size_bytes(descriptor);
	return size > CHECKSUM_BYTES
	           ? follow_blocks(fd, at, size - CHECKSUM_BYTES)
	           : -1;
}

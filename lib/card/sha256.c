/* SHA-256 of a file. */
#include "card/sha256.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fdio.h"

#define BLOCK_BYTES 65536

int sha256_file(const struct directory *dir, const char *name,
                char text[SHA256_TEXT], struct diag *d)
{
	unsigned char block[BLOCK_BYTES], sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	size_t got = sizeof block;
	int error = 0, fd = directory_open_file(dir, name, d);

	if (fd < 0)
		return -1;
	sha256_init(&sha);
	while (error == 0 && got == sizeof block) {
		error = fdio_read(fd, block, sizeof block, &got);
		if (error == 0)
			sha256_update(&sha, got, block);
	}
	(void)close(fd);
	if (error != 0)
		return diag_system(d, error, "%s/%s: read", dir->path, name);
	sha256_digest(&sha, sizeof sum, sum);
	for (size_t i = 0; i < sizeof sum; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", sum[i]);
	return 0;
}

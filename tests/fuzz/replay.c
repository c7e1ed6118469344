/* Run a fuzz target on the files given as operands, without libFuzzer. */
#include <errno.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_MAX ((size_t)1 << 24)

int main(int argc, char **argv)
{
	uint8_t *data = malloc(INPUT_MAX);

	REQUIRE(data != NULL);
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		uint8_t *exact;
		size_t size;

		if (f == NULL) {
			fprintf(stderr, "%s: %s\n", argv[i], strerror(errno));
			return 3;
		}
		size = fread(data, 1, INPUT_MAX, f);
		REQUIRE(!ferror(f) && fclose(f) == 0);
		/* Of the exact size: a sanitizer detects reads beyond it. */
		exact = malloc(size > 0 ? size : 1);
		REQUIRE(exact != NULL);
		memcpy(exact, data, size);
		(void)LLVMFuzzerTestOneInput(exact, size);
		free(exact);
	}
	free(data);
	return argc > 1 ? 0 : 2;
}

#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/directory.h"

/*
 * A target is a program with the function below, as libFuzzer calls it. It
 * returns 0 whatever the input is, and aborts where a promise does not hold.
 * Linked with replay.c it runs the files that are named.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
			        #condition); \
			abort(); \
		} \
	} while (0)

/* DATA as a string, for the caller to free. */
char *fuzz_string(const uint8_t *data, size_t size);

/* An empty directory of this process, removed when it ends. */
const struct directory *fuzz_directory(void);

/* Make NAME in the directory hold DATA and nothing else. */
void fuzz_write(const char *name, const void *data, size_t size);

/* A descriptor to read DATA from, for the caller to close. */
int fuzz_open(const void *data, size_t size);

#endif

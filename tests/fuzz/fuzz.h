#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/directory.h"

/*
 * A target is a program with the function below, which libFuzzer calls. It
 * returns 0 for any input, and aborts if a requirement does not hold. Linked
 * with replay.c it runs the files given as operands.
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

/* An empty directory for this process, removed when it ends. */
const struct directory *fuzz_directory(void);

/* Write DATA as file NAME in the directory, in place of any other. */
void fuzz_write(const char *name, const void *data, size_t size);

/* A descriptor to read DATA from, for the caller to close. */
int fuzz_open(const void *data, size_t size);

#endif

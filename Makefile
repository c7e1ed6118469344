# vg: see README.md. `make` builds, `make run` makes the default dataset,
# `make test` runs the tests, `make test-faults` the long tests,
# `make test-production` the tests at full size.

VERSION = 0.2.0
BUILD = build
PREFIX = /usr/local
DESTDIR =
# From the environment or the command line, else these.
ifeq ($(origin CC),default)
CC = cc
endif
CFLAGS ?= -O2 -g
LDFLAGS ?=

# Options for pipelines/generate.sh: make run ARGS="-n 5000".
ARGS =

# -ffp-contract=off and no -ffast-math: samples must be the same bits with every
# compiler.
WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wshadow
VG_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
	-DVG_VERSION='"$(VERSION)"' -Ilib -ffp-contract=off -fno-fast-math \
	-fno-math-errno \
	$(WARNINGS) -MMD -MP
LDLIBS = -larchive -lpng -lz -lzstd -lnettle -lm

# yes if a program that includes $(1), uses $(2) and links with $(3) builds.
HASH := \#
COMMA := ,
can = $(shell printf '%s\n' '$(HASH)include <$(1)>' \
	'int main(void) { return $(2) == 0; }' | \
	$(CC) -x c - $(3) -o /dev/null 2>/dev/null && echo yes || echo no)

# ISA-L, if installed, computes the same CRC-32 seven times as fast as zlib.
# `make ISAL=no` builds without it.
ISAL := $(call can,isa-l/crc.h,crc32_gzip_refl,-lisal)
ifeq ($(ISAL),yes)
VG_CFLAGS += -DVG_ISAL
LDLIBS += -lisal
endif

# On x86, libxxhash selects its fastest code for the processor at run time;
# elsewhere the hash is compiled in from its header.
XXH_DISPATCH := $(call can,xxh_x86dispatch.h,XXH3_64bits_dispatch,-lxxhash)
ifeq ($(XXH_DISPATCH),yes)
VG_CFLAGS += -DVG_XXH_DISPATCH
LDLIBS += -lxxhash
endif

# What makes a fault harder to use, as far as the compiler has it, unless it is
# chosen by CPPFLAGS, CFLAGS or LDFLAGS. `make HARDEN=` builds without it.
has_flag = $(shell printf 'int main(void) { return 0; }\n' | \
	$(CC) -x c - -Werror $(1) -o /dev/null 2>/dev/null && echo '$(1)')
ifeq ($(origin HARDEN),undefined)
HARDEN := $(call has_flag,-fstack-protector-strong) $(call has_flag,-fPIE -pie)
HARDEN_LINK := $(call has_flag,-Wl$(COMMA)-z$(COMMA)relro$(COMMA)-z$(COMMA)now)
# It needs an optimisation, and is in the way of sanitizers.
ifneq (,$(filter -O1 -O2 -O3 -Os -Og -Ofast,$(CFLAGS)))
ifeq (,$(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS))$(findstring -fsanitize,$(CFLAGS)))
HARDEN += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
endif
endif
VG_CFLAGS += $(filter-out -pie,$(HARDEN))
VG_LDFLAGS = $(filter -pie -fPIE,$(HARDEN)) $(HARDEN_LINK)

# 32-bit x86: SSE2, because x87 arithmetic rounds differently.
ifneq (,$(filter i386-% i486-% i586-% i686-%,$(shell $(CC) -dumpmachine)))
VG_CFLAGS += -msse2 -mfpmath=sse
endif

TOOLS = vg-plan vg-render vg-wrap vg-pack vg-cat vg-progress vg-verify vg-view \
	vg-forecast vg-run vg-rehearse vg-index
MAN1 = $(TOOLS:%=man/%.1)
MAN5 = man/vg-record.5 man/vg-dataset.5
MAN7 = man/vg.7 man/vg-security.7

LIB_OBJECTS = $(patsubst lib/%.c,$(BUILD)/lib/%.o,$(wildcard lib/*/*.c))
UNIT_TESTS = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))
FUZZ_TARGETS = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS = $(FUZZ_TARGETS:%=$(BUILD)/replay/%)
FUZZERS = $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
FUZZ_SUPPORT = $(patsubst %,$(BUILD)/tests/fuzz/%.o,fuzz check_archive mend_stream)

SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
SECONDS = 60

.PHONY: all help tools unit replays fuzzers run test test-faults test-production \
	test-loaders test-sanitized fuzz bench lint clean install uninstall need-build need-test \
	need-lint need-fuzz need-bench need-loaders
.SECONDARY:

all: tools

tools: $(TOOLS:%=$(BUILD)/%)

unit: $(UNIT_TESTS)

replays: $(REPLAYS)

fuzzers: $(FUZZERS)

$(BUILD)/%: $(BUILD)/tools/%.o $(BUILD)/libvg.a
	$(CC) $(CFLAGS) $(VG_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libvg.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(VG_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/replay/%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o \
		$(FUZZ_SUPPORT) $(BUILD)/libvg.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(VG_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_SUPPORT) $(BUILD)/libvg.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(VG_LDFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

# Remove the old library: ar would keep modules that were renamed.
$(BUILD)/libvg.a: $(LIB_OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(VG_CFLAGS) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

-include $(LIB_OBJECTS:.o=.d) $(TOOLS:%=$(BUILD)/tools/%.d) \
	$(UNIT_TESTS:$(BUILD)/unit/%=$(BUILD)/tests/unit/%.d) \
	$(patsubst %.c,$(BUILD)/%.d,$(wildcard tests/fuzz/*.c))

help:
	@echo 'make                tools, in $(BUILD)/'
	@echo 'make run            30,000 videos into ./dataset; ARGS="-n 500 -d try"'
	@echo 'make test           the tests, about half an hour'
	@echo 'make test-faults    kills, power cuts, full disks, damage at every byte'
	@echo 'make test-loaders   the loader in Python, with PyTorch'
	@echo 'make test-production  whole runs of up to 30,000 videos'
	@echo 'make test-sanitized make test with sanitizers'
	@echo 'make fuzz           libFuzzer on readers, damaged datasets; SECONDS=60'
	@echo 'make bench          rates of this machine, beside a numpy program'
	@echo 'make lint           warnings, style, includes, sizes'
	@echo 'make install        to PREFIX=$(PREFIX); make uninstall removes it'
	@echo 'make clean          remove $(BUILD)/'

need-build need-test need-loaders need-lint need-fuzz need-bench: need-%:
	@build-aux/need.sh $*

run: need-build
	@$(MAKE) --no-print-directory -s tools
	@pipelines/generate.sh -d dataset $(ARGS)

test: need-build need-test
	@$(MAKE) --no-print-directory -s tools unit replays
	tests/run

# The long tests: kills, power cuts, full disks, damage at every byte.
test-faults: need-build need-test
	@$(MAKE) --no-print-directory -s tools
	tests/run faults

# pipelines/vgdata.py, with PyTorch.
test-loaders: need-build need-test need-loaders
	@$(MAKE) --no-print-directory -s tools
	tests/run loaders

# A whole run at two sizes, and 30,000 videos, killed and resumed.
test-production: need-build need-test
	@$(MAKE) --no-print-directory -s tools
	SCALE=full tests/run end_to_end.bats production

# `make test` with the address and undefined-behaviour sanitizers.
test-sanitized: need-build need-test
	@$(MAKE) --no-print-directory -s BUILD=$(BUILD)/sanitized \
		CFLAGS='-O1 -g $(SANITIZERS)' tools unit replays
	VG_BUILD=$(CURDIR)/$(BUILD)/sanitized tests/run

# libFuzzer on each reader of input, then the tools on damaged directories, for
# SECONDS each.
fuzz: need-build need-fuzz
	@$(MAKE) --no-print-directory -s tools
	@$(MAKE) --no-print-directory -s BUILD=$(BUILD)/fuzzing CC=clang \
		CFLAGS='-O1 -g $(SANITIZERS) -fsanitize=fuzzer-no-link' fuzzers
	tests/fuzz/run $(SECONDS) $(FUZZ_TARGETS)

# Time vg, a peer and a lower bound; tests/bench/run.py lists the variables.
bench: need-build need-bench
	@$(MAKE) --no-print-directory -s tools $(BUILD)/floor
	python3 tests/bench/run.py $(BUILD) $(BUILD)/bench
	python3 tests/bench/loaders.py $(BUILD) $(BUILD)/bench/loaders

$(BUILD)/floor: tests/bench/floor.c Makefile
	$(CC) $(CFLAGS) $(WARNINGS) -o $@ $< -lisal

lint: need-build need-lint
	build-aux/lint.sh

install: tools
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/man/man5 \
		$(DESTDIR)$(PREFIX)/share/man/man7
	install -m 755 $(TOOLS:%=$(BUILD)/%) $(DESTDIR)$(PREFIX)/bin
	install -m 755 pipelines/generate.sh $(DESTDIR)$(PREFIX)/bin/vg-generate
	install -m 755 pipelines/render_ranges.sh \
		$(DESTDIR)$(PREFIX)/bin/vg-render-ranges
	install -d $(DESTDIR)$(PREFIX)/share/vg
	install -m 644 pipelines/vgdata.py $(DESTDIR)$(PREFIX)/share/vg
	install -m 644 $(MAN1) $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 $(MAN5) $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 $(MAN7) $(DESTDIR)$(PREFIX)/share/man/man7

uninstall:
	rm -f $(TOOLS:%=$(DESTDIR)$(PREFIX)/bin/%) \
		$(DESTDIR)$(PREFIX)/bin/vg-generate \
		$(DESTDIR)$(PREFIX)/bin/vg-render-ranges \
		$(DESTDIR)$(PREFIX)/share/vg/vgdata.py \
		$(MAN1:man/%=$(DESTDIR)$(PREFIX)/share/man/man1/%) \
		$(MAN5:man/%=$(DESTDIR)$(PREFIX)/share/man/man5/%) \
		$(MAN7:man/%=$(DESTDIR)$(PREFIX)/share/man/man7/%)

clean:
	rm -rf $(BUILD)

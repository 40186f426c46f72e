# Tests: one guided program for each lesson (tests/NN-topic.c), and unit tests
# (tests/unit-NAME.c). How they are run: tests/run.sh; what they are written
# with: tests/support/test.h. Only these rules need cmocka and libseccomp.

GUIDED  := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/[0-9]*.c)))
UNITS   := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/unit-*.c)))
# A program of its own: tests that must fail, for tests/unit-support.c.
FAILING := $(BUILD)/tests/support/failing
SUPPORT := $(filter-out tests/support/failing.c,$(wildcard tests/support/*.c))

# Asked only when a test is built.
TEST_CPPFLAGS = $(shell pkg-config --cflags cmocka)
TEST_LIBS     = $(shell pkg-config --libs cmocka)

tests: all $(GUIDED) $(UNITS) $(FAILING) ## build the tests and do not run them

test: ## set up, build and run all tests; TEST='03*' runs one
	@$(DEPS)
	@$(MAKE) --silent tests
	@set -f; LOAC_BUILD=$(BUILD) tests/run.sh $(TEST)

# Leaks are looked for in every program that ends by exit(3); the robot turns
# that off for lessons that strace(1) runs, where it cannot work.
memcheck: ## the tests again, with the address and undefined sanitizers
	@ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1 \
	UBSAN_OPTIONS=print_stacktrace=1 LOAC_TIME_FACTOR=3 \
	$(MAKE) BUILD=$(BUILD)/memcheck test CFLAGS='-O1 -g -fno-omit-frame-pointer' \
	    SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all'

vm: all ## a root shell in a small virtual machine, lessons included
	@tests/vm/shell.sh

test-vm: tests $(if $(shell command -v aarch64-linux-gnu-gcc),cross) ## all tests in such machines; KERNELS=6.1 SYSTEMD= : in one
	@set -f; LOAC_BUILD=$(BUILD) tests/vm/suite.sh $(TEST)

# Guided tests drive the lesson from outside and link nothing of it.
$(GUIDED) $(FAILING): $(BUILD)/%: $(BUILD)/%.o $(call object,$(SUPPORT))
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS)

$(UNITS): $(BUILD)/%: $(BUILD)/%.o $(call object,$(SUPPORT)) $(BUILD)/libloac.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	    $(filter %.a,$^) $(LDLIBS) $(TEST_LIBS)

# Their witness: libseccomp makes a filter of the same table.
FILTERS := $(addprefix $(BUILD)/tests/unit-,filter print profile profile-caps)
$(FILTERS): $(BUILD)/tests/witness/bpf.o
$(FILTERS): LDLIBS += $(shell pkg-config --libs libseccomp)

# What the tests of lesson 10 run inside: an image has no libraries, so it is
# static. Where libc cannot be linked so, it is not there, and those are skipped.
PROBES := $(BUILD)/tests/probe/probe $(BUILD)/tests/probe/loader
tests: $(PROBES)
$(BUILD)/tests/probe/loader: LINKING := -nostartfiles -fno-stack-protector
$(BUILD)/tests/probe/probe: tests/probe/orphans.c tests/probe/orphans.h
$(PROBES): $(BUILD)/tests/probe/%: tests/probe/%.c
	@mkdir -p $(@D)
	$(CC) -D_GNU_SOURCE -std=gnu17 $(WARNINGS) $(CFLAGS) -static $(LINKING) \
	    -o $@ $(filter %.c,$^) \
	    || { echo "no static libc: some tests will be skipped" >&2; rm -f $@; }

$(BUILD)/tests/%.o: tests/%.c | $(BUILD)/looked have-cmocka
	@mkdir -p $(@D)
	$(CC) $(TEST_CPPFLAGS) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

have-cmocka:
	@pkg-config --exists cmocka libseccomp || { \
	    echo "The tests need cmocka, libseccomp and pkg-config; make deps installs them" >&2; \
	    exit 1; }

.PHONY: tests test memcheck vm test-vm have-cmocka

# Objects are kept, as those of the lessons are.
.SECONDARY: $(GUIDED:%=%.o) $(UNITS:%=%.o) $(FAILING).o

-include $(patsubst %,%.d,$(GUIDED) $(UNITS) $(FAILING)) \
    $(patsubst %.o,%.d,$(call object,$(SUPPORT))) $(BUILD)/tests/witness/bpf.d

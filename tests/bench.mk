# bench.mk - make bench: how long our container takes, and others take
# (tests/bench/bench.sh)
#
#   make bench ROUNDS=20 MOST=0         a quick look

BENCH := $(patsubst tests/bench/%.c,$(BUILD)/tests/bench/%,$(wildcard tests/bench/*.c))

bench: all $(BENCH) ## the container's times beside those of others (root)
	@LOAC_BUILD=$(BUILD) tests/bench/bench.sh

tests: $(BENCH)

$(BENCH): %: %.o
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

# Any image can run it: it needs no library, and so no sanitizer.
$(BUILD)/tests/bench/stamp: override SANITIZE =
$(BUILD)/tests/bench/stamp: override ALL_LDFLAGS = -static-pie

.PHONY: bench

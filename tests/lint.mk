# lint.mk - make lint, fuzz, format, readmes: for those who change a file
#
# Each target is silent when all is well. They run side by side.

C_FILES := $(COMMON) $(STORIES) $(MECHANISMS) $(SERVER) \
           $(wildcard tests/*.c tests/*/*.c)
H_FILES := $(wildcard common/*.h lessons/*/*.h lessons/*/*/*.h tests/*/*.h)

# Whatever begins as a shell script does, or names its shell to shellcheck.
SCRIPTS = $(shell grep -rlE '^(\#!/bin/(ba|busybox )?sh|\# shellcheck shell=)' \
            lessons tests slides .ci --exclude='*.[chm][dk]')

lint: ## compilers with -Werror, clang-tidy, cppcheck, shellcheck
	@$(DEPS) --check CHECK
	@$(MAKE) --silent --keep-going lint-gcc lint-clang lint-tidy \
	    lint-cppcheck lint-shell

lint-gcc lint-clang: lint-%:
	@$(MAKE) CC=$* BUILD=$(BUILD)/lint/$* \
	    CFLAGS='-O2 -g -D_FORTIFY_SOURCE=2 -Werror' all tests

# A file is looked at again when it, a header or .clang-tidy has changed. It may
# include what the build has made, so the build comes first.
lint-tidy: $(C_FILES:%.c=$(BUILD)/lint/tidy/%.ok)

$(BUILD)/lint/tidy/%.ok: %.c $(H_FILES) .clang-tidy | lint-gcc
	@mkdir -p $(@D)
	@clang-tidy --quiet $< -- -std=gnu17 $(TEST_CPPFLAGS) $(CPPFLAGS) \
	    -I$(BUILD)/lint/gcc 2>$@.err || { cat $@.err; false; }
	@touch $@

# cppcheck does not know the attribute "cleanup", and would see a leak wherever
# it closes a descriptor. It is given copies that say "static" instead: a static
# variable need not be closed.
lint-cppcheck:
	@rm -rf $(BUILD)/lint/cppcheck
	@mkdir -p $(BUILD)/lint/cppcheck
	@tar -c $(C_FILES) $(H_FILES) | tar -x -C $(BUILD)/lint/cppcheck
	@cd $(BUILD)/lint/cppcheck && \
	    find . -name '*.[ch]' -exec sed -i -E \
	        's/__attribute__\(\(cleanup\([a-z_]*\)\)\)/static/' {} + && \
	    cppcheck --quiet --std=c11 --library=posix --error-exitcode=1 \
	        --enable=warning,performance --suppress=leakReturnValNotUsed \
	        --suppress=invalidFunctionArg --suppress=invalidFunctionArgBool \
	        -D_GNU_SOURCE -D__linux__ -D__x86_64__ -I. $(C_FILES)

lint-shell:
	@shellcheck --external-sources --source-path=SCRIPTDIR $(SCRIPTS)

# The reader of sizes against texts that nobody has thought of: tests/fuzz-size.c.
# A text that it gets wrong is kept in $(BUILD)/fuzz.
SECONDS := 60
FUZZED  := tests/fuzz-size.c lessons/04-cgroup-memory/size.c common/failure.c

fuzz: $(BUILD)/fuzz/size ## SECONDS=60 of unthought-of texts for --memory, --limit
	@$< -max_total_time=$(SECONDS) -max_len=48 -artifact_prefix=$(BUILD)/fuzz/ \
	    2>$<.log && grep '^Done ' $<.log || { tail -n 30 $<.log; false; }

$(BUILD)/fuzz/size: $(FUZZED) $(H_FILES)
	@$(DEPS) --check CHECK
	@mkdir -p $(@D)
	@clang -g -O1 -std=gnu17 -D_GNU_SOURCE -I. $(WARNINGS) -o $@ $(FUZZED) \
	    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all

format: ## clang-format the lines that you changed
	@git clang-format --force --extensions c,h

readmes: all ## renew transcripts and code excerpts in the README files
	@LOAC_BUILD=$(BUILD) tests/readmes.sh write

.PHONY: lint lint-gcc lint-clang lint-tidy lint-cppcheck lint-shell \
        fuzz format readmes

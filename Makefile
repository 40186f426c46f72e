# Life of a Container: lessons in C, their tests and their slides.
# "make help" lists what can be typed. Everything built goes to build/.

# The lessons are Linux system calls. On another system say so, with the way in,
# before any compiler does (in the syntax of GNU make 3.81, as on macOS).
SYSTEM := $(shell uname -s)
ifneq ($(SYSTEM),Linux)
ifeq ($(SYSTEM),Darwin)
$(error The lessons need a Linux kernel. On macOS: brew install lima; limactl start --name=loac .lima.yaml; limactl shell --workdir=/ loac; then cd, clone this again in there, and make tour)
endif
ifneq ($(filter MINGW% MSYS% CYGWIN% Windows%,$(SYSTEM) $(OS)),)
$(error The lessons need a Linux kernel. On Windows: wsl --install; then, in that Linux: cd, clone this again there, and make tour)
endif
$(error The lessons need a Linux kernel, and this is $(SYSTEM): see the first table of README.md)
endif

# Built files must belong to the user who builds: sudo is used by the few
# commands that need it, never around make.
ifneq ($(SUDO_UID),)
$(error Run make as yourself, without sudo: it asks for sudo where it is needed)
endif

# Use all processors, unless make was told otherwise (make -j1).
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc) --no-print-directory
endif

# "make clean all" means: one after the other.
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

.DEFAULT_GOAL := all

CC       ?= cc
BUILD    ?= build
NETLINK  := libnl-route-3.0 libnl-3.0
CPPFLAGS := -D_GNU_SOURCE -I. -MMD -MP \
            $(shell pkg-config --cflags $(NETLINK) 2>/dev/null)
CFLAGS   ?= -Og -g1
WARNINGS := -Wall -Wextra -Wmissing-prototypes -Wshadow -Wformat=2
HARDEN   := -fstack-protector-strong -fPIE
LDLIBS   := $(shell pkg-config --libs $(NETLINK) 2>/dev/null)
ALL_CFLAGS = -std=gnu17 $(WARNINGS) $(HARDEN) $(CFLAGS) $(SANITIZE)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS) $(SANITIZE)

# A lesson is a folder with a lesson.c; every other file in it is a mechanism.
LESSONS    := $(patsubst lessons/%/lesson.c,%,$(sort $(wildcard lessons/*/lesson.c)))
STORIES    := $(wildcard lessons/*/lesson.c)
MECHANISMS := $(filter-out $(STORIES),$(wildcard lessons/*/*.c))
COMMON     := $(wildcard common/*.c)

DEPS := lessons/00-your-machine/deps.sh

object = $(patsubst %.c,$(BUILD)/%.o,$(1))

all: $(LESSONS:%=$(BUILD)/%) $(BUILD)/image $(BUILD)/web-image ## build every lesson

# All that lessons share. The linker takes from it what a lesson uses, so
# lesson 1 is not linked with libnl (--as-needed).
$(BUILD)/libloac.a: $(call object,$(COMMON) $(MECHANISMS))
	rm -f $@
	$(AR) rcs $@ $^

$(LESSONS:%=$(BUILD)/%): $(BUILD)/%: $(BUILD)/lessons/%/lesson.o $(BUILD)/libloac.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# Lesson 6 is also built for machines whose libnl is not here.
$(BUILD)/06-seccomp: LDLIBS =

cross: ## lesson 6 for aarch64: make deps LIST=CROSS brings the compiler
	@$(MAKE) CC=aarch64-linux-gnu-gcc BUILD=$(BUILD)/aarch64 \
	    $(BUILD)/aarch64/06-seccomp

$(BUILD)/%.o: %.c | $(BUILD)/looked
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

# Lesson 6: the names and numbers of all system calls, from the headers of the
# compiler. No list is typed by hand, and another architecture gets its own.
$(BUILD)/lessons/06-seccomp/syscalls.o: CPPFLAGS += -I$(BUILD)
$(BUILD)/lessons/06-seccomp/syscalls.o: $(BUILD)/lessons/06-seccomp/syscalls.inc
$(BUILD)/lessons/06-seccomp/syscalls.inc: | $(BUILD)/looked
	@mkdir -p $(@D)
	echo '#include <asm/unistd.h>' | $(CC) -E -dM - | LC_ALL=C sort \
	    | sed -n 's/^#define __NR_\([a-z_][a-z0-9_]*\) .*/{ "\1", __NR_\1 },/p' \
	    | grep -v '"syscalls"\|"arch_specific_syscall"' > $@

# Lesson 7: an image is a directory. Where there is no busybox there is no image.
$(BUILD)/image: lessons/07-rootfs/image.sh
	@mkdir -p $(@D)
	@$< $@

# Lesson 11: its web server stands alone in its image, so it is linked statically.
# Where there is no static C library there is no image; the same server, linked
# as usual, is for the tests, and for the messages of the compiler.
SERVER := $(wildcard lessons/11-web-servers/server/*.c)

$(BUILD)/web-server: $(call object,$(SERVER))
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

$(BUILD)/web-image: lessons/11-web-servers/image.sh $(BUILD)/web-server
	@$(CC) -D_GNU_SOURCE -std=gnu17 $(CFLAGS) -static -o $(BUILD)/web-static \
	    $(SERVER) 2>/dev/null || rm -f $(BUILD)/web-static
	@$< $(BUILD)/web-static $@

# Before the first compilation: a missing header is named with its package.
$(BUILD)/looked:
	@$(DEPS) --check
	@mkdir -p $(@D) && touch $@

# ---- for those who come here to learn ---------------------------------------

tour: ## start here: set up, then one step of each lesson (ALL=1 PACE=0)
	@$(DEPS)
	@$(MAKE) --silent all
	@BUILD=$(BUILD) lessons/tour.sh $(LESSONS)

deps: ## install what lessons and tests need, if it is missing
	@$(DEPS) $(LIST)

doctor: all ## what can this machine show, and what not?
	@$(BUILD)/00-your-machine

sweep: all ## remove what killed lessons have left behind
	@bad=0; for lesson in $(LESSONS:%=$(BUILD)/%); do \
	    lessons/run.sh $$lesson --sweep || bad=1; done; exit $$bad

clean: ## remove everything that was built
	rm -rf $(BUILD)

help: ## list what can be typed
	@echo "make TARGET, run as yourself; targets:"
	@sed -n 's/^\([a-z-]*\):.*## /  make \1@/p' $(MAKEFILE_LIST) \
	    | awk -F@ '{ printf "%-18s %s\n", $$1, $$2 }'

.PHONY: all cross tour deps doctor sweep clean help
.DELETE_ON_ERROR:

# ---- for those who change it ------------------------------------------------

include tests/rules.mk tests/lint.mk tests/faults.mk tests/bench.mk
-include slides/rules.mk

-include $(patsubst %.o,%.d,$(call object,$(COMMON) $(STORIES) $(MECHANISMS) $(SERVER)))

# faults.mk - make faults: every system call of a lesson fails once, and the
# lesson is interrupted and killed at every call (tests/faults/faults.c)
#
#   make faults LESSON=02               one lesson, by the begin of its name
#   make faults MODE=err                or int, kill, box (a child is killed)
#   make faults HOW=check               or story, step, command, try, full,
#                                   terminal, rootless, sweep; what each is:
#                                   tests/faults/verdict.h
#   make faults QUICK=1                 one call of each kind, about a minute
#   make faults JOBS=1                  how many runs at a time
#   make faults LESSON=02 MODE=err AT='2:read:3:pipe:[#]'
#                                   process 2, its third read(2) of a pipe

FAULTS  := $(BUILD)/tests/faults/faults
FAULTS_C := $(wildcard tests/faults/*.c) \
    $(addprefix tests/support/,clock.c host.c processes.c state.c text.c)
AS_ROOT = $(shell [ "$$(id -u)" = 0 ] || command -v sudo)

faults: all $(FAULTS) ## every system call fails once; LESSON=02 HOW=step
	@$(AS_ROOT) $(FAULTS) $(if $(MODE),--mode=$(MODE)) \
	    $(if $(HOW),--how=$(HOW)) $(if $(AT),--at='$(AT)') \
	    $(if $(JOBS),--jobs=$(JOBS)) $(if $(QUICK),--quick) \
	    $(if $(LESSON)$(MODE)$(HOW)$(AT)$(QUICK),,--all) \
	    $(filter $(BUILD)/$(LESSON)%,$(LESSONS:%=$(BUILD)/%))

# A program for tests/check-faults.sh to look at.
CARELESS := $(BUILD)/tests/faults/careless/careless

tests: $(FAULTS) $(CARELESS)

$(CARELESS): $(CARELESS).o
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

# Its names of system calls are those of lesson 6.
$(FAULTS): $(call object,$(FAULTS_C)) $(BUILD)/libloac.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

.PHONY: faults

-include $(patsubst %.o,%.d,$(call object,$(FAULTS_C))) $(CARELESS).d

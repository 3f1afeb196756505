# SPDX-License-Identifier: MIT
#
# Builds the plugin, the command and their tests; `make help` lists what there is to ask for.
# Every plugin/ROOM/*.c and tests/ROOM/*_test.c is found by itself: a new file needs no line here.
# A variant has a build directory of its own (build, build-asan, ...), so they never mix.
# What is missing on the machine is installed by packaging/install-deps, only if something is.
#
# Beside the usual PREFIX LIBDIR DESTDIR CC AR PKG_CONFIG CFLAGS CPPFLAGS LDFLAGS (yours come after ours):
#   SANITIZE=asan|tsan|fuzz|coverage   the variant
#   BUILD=DIR                          another build directory
#   ONLY="base visit"                  `check` runs the tests of these rooms alone
#   LEAVE="abi/process"                and leaves out these
#   ROOMS="base visit"                 the core is made of these rooms alone
#   V=1                                shows the commands

VERSION := 0.1.0

PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR    ?= $(PREFIX)/share
DESTDIR    ?=
SANITIZE   ?=
BUILD      ?= build$(addprefix -,$(SANITIZE))
ROOMS      ?= base config visit vocabulary rulebook rulebook/overlay rulebook/approval engine review form cds outbox strict chat courier
ONLY       ?=
LEAVE      ?=
TEST_RUNNER ?=
CFLAGS     ?= -O2 -g
PKG_CONFIG ?= pkg-config

ifeq ($(origin CC),default)
CC := $(if $(filter fuzz coverage,$(SANITIZE)),clang,gcc)
endif

.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh
# There are nginx and nats-server; a user's own PATH does not lead there.
export PATH := $(PATH):/usr/sbin:/sbin
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $@;)

# ---- what there is -------------------------------------------------------------------------------

CORE_C := $(foreach room,$(ROOMS),$(wildcard plugin/$(room)/*.c))
PAGES  := $(sort $(wildcard plugin/base/pages/*.txt))
ABI_C  := $(wildcard plugin/abi/*.c)
PROGRAMS_C := $(wildcard plugin/cli/*_program.c)
CLI_C  := $(filter-out $(PROGRAMS_C),$(wildcard plugin/cli/*.c))
CORE   := $(BUILD)/libprecare-core.a
ABI    := $(BUILD)/libprecare-abi.a
CLI    := $(BUILD)/libprecare-cli.a
RELAY_C := $(wildcard plugin/relay/*.c)
RELAY  := $(BUILD)/libprecare-relay.a
SERVE_C := $(wildcard plugin/serve/*.c)
SERVE  := $(BUILD)/libprecare-serve.a
SO     := $(if $(ABI_C),$(BUILD)/precare.so)
CMD    := $(BUILD)/precare
# What `precare courier` becomes where there is a relay: a program of its own, the only one with NATS.
RELAY_CMD := $(BUILD)/precare-relay
# What `precare serve` becomes: the only one with libjose.
SERVE_CMD := $(BUILD)/precare-serve

# Tests that need more than `make check` promises to install are asked for by name.
TEST_ROOMS  := $(or $(ONLY),$(filter-out fuzz bench deb hosts peers faces support golden,\
                 $(notdir $(patsubst %/,%,$(wildcard tests/*/)))))
LONG        := tests/relay/kill_test.c tests/relay/cluster_test.c
TEST_C      := $(filter-out $(if $(ONLY),,$(LONG)) $(LEAVE:%=tests/%_test.c),$(foreach room,$(TEST_ROOMS),$(wildcard tests/$(room)/*_test.c)))
TEST_SH     := $(filter-out $(LEAVE:%=tests/%_test.sh),$(if $(TEST_RUNNER),,\
               $(foreach room,$(TEST_ROOMS),$(wildcard tests/$(room)/*_test.sh)) $(if $(ONLY),,$(wildcard tests/*_test.sh))))
FUZZ_C      := $(wildcard tests/fuzz/*_fuzz.c)
FUZZERS     := $(FUZZ_C:tests/fuzz/%_fuzz.c=%)
REPLAYS     := $(if $(if $(ONLY),$(filter fuzz,$(ONLY)),all),$(FUZZERS:%=tests/fuzz/%_replay))
TEST_BIN    := $(TEST_C:%.c=$(BUILD)/%)
TEST_RESULT := $(TEST_C:%.c=$(BUILD)/results/%.txt) $(TEST_SH:%.sh=$(BUILD)/results/%.sh.txt) \
               $(REPLAYS:%=$(BUILD)/results/%.txt)
SUPPORT_C   := $(wildcard tests/support/*.c)
SUPPORT     := $(if $(SUPPORT_C),$(BUILD)/libtest-support.a)
BENCH_C     := $(wildcard tests/bench/*_bench.c)
BENCHES     := $(BENCH_C:tests/bench/%_bench.c=%)
BENCH_HELP  := $(filter-out $(BENCH_C),$(wildcard tests/bench/*.c))
ALL_C       := $(CORE_C) $(ABI_C) $(CLI_C) $(PROGRAMS_C) $(RELAY_C) $(SERVE_C) $(wildcard tests/*.c tests/*/*.c)

# ---- how it is compiled --------------------------------------------------------------------------

PKGS := yaml-0.1 sqlite3 hogweed nettle jansson libutf8proc

# Asked once and only when needed: the compiler may have to be installed first.
TARGET   = $(eval TARGET := $$(shell $$(CC) -dumpmachine))$(TARGET)
PKG_CPP  = $(eval PKG_CPP := $$(shell $(PKG_CONFIG) --cflags $(PKGS)))$(PKG_CPP)
PKG_LIBS = $(eval PKG_LIBS := $$(shell $(PKG_CONFIG) --libs $(PKGS)))$(PKG_LIBS)

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wvla -Wundef \
        -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wswitch-enum \
        -Werror=int-conversion -Werror=incompatible-pointer-types -Werror=format

HARDEN = -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 \
         $(if $(filter x86_64-% i686-%,$(TARGET)),-fcf-protection) \
         $(if $(filter aarch64-%,$(TARGET)),-mbranch-protection=standard)

# With a sanitizer the hardening stays out: it hides what the sanitizer is to find.
UBSAN := undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -U_FORTIFY_SOURCE
VARIANT_asan     := -O1 -g -fsanitize=address,$(UBSAN)
VARIANT_tsan     := -O1 -g -fsanitize=thread -fno-omit-frame-pointer -U_FORTIFY_SOURCE
VARIANT_fuzz     := -O1 -g -fsanitize=fuzzer-no-link,address,$(UBSAN)
VARIANT_coverage := -O0 -g -fprofile-instr-generate -fcoverage-mapping
VARIANT = $(if $(SANITIZE),$(or $(VARIANT_$(SANITIZE)),$(error SANITIZE=$(SANITIZE) is not known)),$(HARDEN))

OUR_CPP = -Iplugin -Iinclude -D_GNU_SOURCE= -DPRECARE_VERSION='"$(VERSION)"' $(PKG_CPP)
# Where the command looks once it is installed; another PREFIX makes this one file anew.
$(BUILD)/plugin/cli/places.o: private OUR_CPP += -DPRECARE_LIBDIR='"$(LIBDIR)"' -DPRECARE_DATADIR='"$(DATADIR)"'
OUR_C   = -std=c11 $(WARN) -fPIC -pthread -fvisibility=hidden -ffile-prefix-map=$(CURDIR)=. \
          $(if $(SANITIZE),$(CFLAGS) $(VARIANT),$(VARIANT) $(CFLAGS)) $(if $(CI),-Werror)
COMPILE = $(CC) $(OUR_CPP) $(CPPFLAGS) $(OUR_C)
LINK    = $(CC) -pthread $(if $(SANITIZE),$(VARIANT)) -Wl,--as-needed $(LDFLAGS)
LIBS    = $(PKG_LIBS) -ldl
RELAY_LIBS = -lnats # of precare-relay alone: no host's process gets it
SERVE_LIBS = -lmicrohttpd -ljose # of precare-serve alone

# With a sanitizer its run time is no library of the plugin's, so -z defs cannot hold.
SO_LINK = -shared -fvisibility=hidden -Wl,--version-script=plugin/abi/precare.map \
          -Wl,-z,now,-z,relro,-z,noexecstack,-z,nodelete $(if $(SANITIZE),,-Wl,-z,defs)

# Absolute, so that a test binary can be started from anywhere.
TEST_CPP = -I. -Itests -DPRECARE_SOURCE='"$(CURDIR)"' -DPRECARE_PLUGIN='"$(abspath $(BUILD)/precare.so)"' \
           -DPRECARE_COMMAND='"$(abspath $(CMD))"'
TEST_ENV = PRECARE_SOURCE='$(CURDIR)' PRECARE_PLUGIN='$(abspath $(BUILD)/precare.so)' \
           PRECARE_COMMAND='$(abspath $(CMD))' PRECARE_BUILD='$(abspath $(BUILD))' \
           PRECARE_SANITIZE='$(SANITIZE)' PRECARE_RUNNER='$(firstword $(TEST_RUNNER))' CC='$(CC)' TEST_SECONDS='$(TEST_SECONDS)' \
           ASAN_OPTIONS=detect_stack_use_after_return=1:$$ASAN_OPTIONS \
           UBSAN_OPTIONS=print_stacktrace=1:$$UBSAN_OPTIONS \
           TSAN_OPTIONS=halt_on_error=0:exitcode=66:die_after_fork=0:$$TSAN_OPTIONS
TEST_LIBS    = -lcunit -lmicrohttpd
TEST_SECONDS ?= $(if $(SANITIZE)$(TEST_RUNNER),600,120)

# ---- the main targets ----------------------------------------------------------------------------

HELP := 'all|the plugin $(BUILD)/precare.so, the commands $(BUILD)/precare, precare-relay and precare-serve, and the modules of Tryton (default)'
.PHONY: all deps deps-check hosts-tryton FORCE
all: $(SO) $(CMD) $(RELAY_CMD) $(SERVE_CMD) hosts-tryton

# The adapter of Tryton: one source tree, a module for each series; XML of that series alone lies in a
# folder of its name.
TRYTON        := packaging/hosts/tryton
TRYTON_SERIES := 6.0 7.0
TRYTON_FILES  := $(wildcard $(addprefix $(TRYTON)/,$(foreach folder,health_precare $(TRYTON_SERIES),\
                   $(folder)/*.* $(folder)/view/*.xml $(folder)/locale/*.po)))
HELP += 'hosts-tryton|the modules $(TRYTON_SERIES:%=$(BUILD)/hosts/health_precare-%)'
hosts-tryton: $(TRYTON_SERIES:%=$(BUILD)/hosts/health_precare-%/tryton.cfg)
$(BUILD)/hosts/health_precare-%/tryton.cfg: $(TRYTON_FILES) $(TRYTON)/health_precare
	@rm -rf $(@D).new && mkdir -p $(@D).new
	@cp -R --no-preserve=ownership $(TRYTON)/health_precare/. $(wildcard $(TRYTON)/$*/.) $(@D).new
	@find $(@D).new -name __pycache__ -prune -exec rm -rf {} +
	@sed 's/@TRYTON@/$*/' $(TRYTON)/health_precare/tryton.cfg > $(@D).new/tryton.cfg
	$(call say,PY)rm -rf $(@D) && mv $(@D).new $(@D)

# Cheap where all is there; a phony order-only prerequisite rebuilds nothing. First of all a compiler for 32 bits is told no.
deps:
	@! command -v $(firstword $(CC)) >/dev/null || $(CC) $(CPPFLAGS) $(CFLAGS) -fsyntax-only -x c plugin/base/bits.h
	@{ command -v $(firstword $(CC)) && $(PKG_CONFIG) --exists $(PKGS) libmicrohttpd libnats jose; } >/dev/null 2>&1 \
	  && echo '#include <curl/curl.h>' | $(CC) -E - >/dev/null 2>&1 \
	  || packaging/install-deps build

deps-check: deps
	@{ $(PKG_CONFIG) --exists libmicrohttpd && command -v nats-server && command -v jose && \
	   echo '#include <CUnit/CUnit.h>' | $(CC) -E - ; } >/dev/null 2>&1 \
	  || packaging/install-deps build check

# Written only when they change: what they hold decides what is made anew.
$(BUILD)/.flags: FORCE | deps
	@mkdir -p $(@D); echo '$(subst ','\'',$(COMPILE) $(LINK) $(SO_LINK) $(RELAY_LIBS) $(SERVE_LIBS) $(LIBS))' | cmp -s - $@ || \
	  echo '$(subst ','\'',$(COMPILE) $(LINK) $(SO_LINK) $(RELAY_LIBS) $(SERVE_LIBS) $(LIBS))' > $@
SOURCES = $(CORE_C) $(PAGES) $(ABI_C) $(CLI_C) $(PROGRAMS_C) $(RELAY_C) $(SERVE_C) $(SUPPORT_C)
$(BUILD)/.sources: FORCE
	@mkdir -p $(@D); echo '$(SOURCES)' | cmp -s - $@ || echo '$(SOURCES)' > $@

$(BUILD)/.places: FORCE
	@mkdir -p $(@D); echo '$(LIBDIR) $(DATADIR)' | cmp -s - $@ || echo '$(LIBDIR) $(DATADIR)' > $@
$(BUILD)/plugin/cli/places.o: $(BUILD)/.places

$(BUILD)/%.o: %.c $(BUILD)/.flags | deps
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) -MMD -MP -c -o $@ $<

# The pages of the error codes are plain texts; the command and SARIF have them embedded.
FAULT_PAGES := $(BUILD)/plugin/base/pages
$(FAULT_PAGES).c: $(PAGES) packaging/embed-pages $(BUILD)/.sources
	@mkdir -p $(@D)
	$(call say,TEXT)packaging/embed-pages $(PAGES) > $@
$(FAULT_PAGES).o: $(FAULT_PAGES).c $(BUILD)/.flags | deps
	$(call say,CC)$(COMPILE) -ffile-prefix-map=$(BUILD)=build -MMD -MP -c -o $@ $<

$(CORE): $(CORE_C:%.c=$(BUILD)/%.o) $(FAULT_PAGES).o
$(ABI):  $(ABI_C:%.c=$(BUILD)/%.o)
$(CLI):  $(CLI_C:%.c=$(BUILD)/%.o)
$(RELAY): $(RELAY_C:%.c=$(BUILD)/%.o)
$(SERVE): $(SERVE_C:%.c=$(BUILD)/%.o)
$(BUILD)/libtest-support.a: $(SUPPORT_C:%.c=$(BUILD)/%.o)
$(BUILD)/%.a: $(BUILD)/.sources
	@rm -f $@
	$(call say,AR)$(AR) rcsD $@ $(filter %.o,$^)

$(BUILD)/precare.so: $(ABI_C:%.c=$(BUILD)/%.o) $(CORE) plugin/abi/precare.map
	$(call say,LINK)$(LINK) $(SO_LINK) -o $@ $(filter %.o,$^) $(CORE) $(LIBS)

$(CMD): $(CLI_C:%.c=$(BUILD)/%.o) $(CORE)
	$(call say,LINK)$(LINK) $(if $(SANITIZE),,-Wl,-z,now,-z,relro) -o $@ $(filter %.o,$^) $(CORE) -lmicrohttpd $(LIBS)
$(RELAY_CMD): $(BUILD)/plugin/cli/relay_program.o $(CLI) $(RELAY) $(CORE)
	$(call say,LINK)$(LINK) $(if $(SANITIZE),,-Wl,-z,now,-z,relro) -o $@ $(filter %.o,$^) $(CLI) $(RELAY) $(CORE) $(RELAY_LIBS) $(LIBS)
$(SERVE_CMD): $(BUILD)/plugin/cli/serve_program.o $(CLI) $(SERVE) $(ABI) $(CORE)
	$(call say,LINK)$(LINK) $(if $(SANITIZE),,-Wl,-z,now,-z,relro) -o $@ $(filter %.o,$^) $(CLI) $(SERVE) $(ABI) $(CORE) $(SERVE_LIBS) $(LIBS)

# ---- tests ---------------------------------------------------------------------------------------

HELP += 'check|build and run the tests; ends with a line of counts (ONLY="base visit": these rooms)'
.PHONY: check
check: $(TEST_RESULT)
	@tests/run sum $(TEST_RESULT)

$(BUILD)/tests/%.o: tests/%.c $(BUILD)/.flags | deps-check
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) $(TEST_CPP) -MMD -MP -c -o $@ $<

# The rooms of the core need nothing but the core; the others may use what is above it.
$(BUILD)/tests/%_test: $(BUILD)/tests/%_test.o $(BUILD)/tests/main.o $(SUPPORT) $(CORE)
	@mkdir -p $(@D)
	$(call say,LINK)$(LINK) -o $@ $(filter %.o,$^) $(SUPPORT) $(filter $(ABI) $(CLI) $(RELAY) $(SERVE),$^) $(CORE) $(TEST_LIBS) $(if $(filter $(SERVE),$^),$(SERVE_LIBS)) $(if $(filter $(RELAY),$^),$(RELAY_LIBS)) $(LIBS)
$(filter $(BUILD)/tests/abi/%,$(TEST_BIN)): $(ABI)
$(filter $(BUILD)/tests/cli/%,$(TEST_BIN)): $(CLI) $(RELAY)
$(patsubst %.c,$(BUILD)/%,$(wildcard tests/relay/*_test.c)): $(RELAY)
$(patsubst %.c,$(BUILD)/%,$(wildcard tests/serve/*_test.c)): $(SERVE) $(ABI)

# What tests/faces/cds_cases_test.sh posts: the acceptance cases as a client of others would.
$(BUILD)/tests/faces/cases: $(BUILD)/tests/faces/cases.o $(SUPPORT) $(CORE)
	$(call say,LINK)$(LINK) -o $@ $< $(SUPPORT) $(CORE) $(LIBS)
$(BUILD)/results/tests/faces/cds_cases_test.sh.txt: $(BUILD)/tests/faces/cases

# What fuzzing found stays found: every corpus is run once.
$(BUILD)/tests/fuzz/%_replay: $(BUILD)/tests/fuzz/%_fuzz.o $(BUILD)/tests/fuzz/replay.o $(SUPPORT) $(ABI) $(CORE)
	$(call say,LINK)$(LINK) -o $@ $(filter %.o,$^) $(SUPPORT) $(ABI) $(CORE) $(LIBS)

$(BUILD)/results/tests/%.txt: $(BUILD)/tests/% FORCE
	@$(TEST_ENV) tests/run one $@ $(TEST_RUNNER) $<
$(BUILD)/results/tests/%.sh.txt: tests/%.sh FORCE | all deps-check
	@$(TEST_ENV) tests/run one $@ $<
$(filter-out $(foreach r,$(ROOMS) fuzz,$(BUILD)/results/tests/$r/%),$(TEST_RESULT)) \
$(filter $(BUILD)/results/tests/outbox/% $(BUILD)/results/tests/courier/%,$(TEST_RESULT)): | all

HELP += 'check-asan|the same under AddressSanitizer and UndefinedBehaviorSanitizer'
HELP += 'check-tsan|the same under ThreadSanitizer, but what it cannot follow'
HELP += 'check-valgrind|the same under valgrind, but what measures time or plays processes'
.PHONY: check-asan check-tsan check-valgrind check-abi
check-asan:
	@echo 'left to the other builds: $(ASAN_LEAVES)'
	+@$(MAKE) --no-print-directory SANITIZE=asan LEAVE='$(ASAN_LEAVES) $(LEAVE)' check

# What a watcher cannot follow, or what takes it minutes and shows nothing more, is left to the others. A plugin around
# the plugin has no sanitizer of its own, and scripts that look at texts and at the build run no C. ThreadSanitizer has
# threads and descriptors of its own. Valgrind is there for memory that nobody has written, which gcc's sanitizers do not
# see: it runs one thread at a time, so times and races say nothing, and children are not worth its while; strict mode
# holds whole results against themselves, with the padding that nobody wrote.
ASAN_LEAVES     := cli/demo packaging/deps packaging/docs packaging/links packaging/recipes packaging/run
TSAN_LEAVES     := cli/demo abi/doors abi/footprint abi/mutation engine/property
VALGRIND_LEAVES := abi/doors abi/footprint abi/mutation abi/process abi/resolver abi/strict courier/alarm courier/courier courier/courier_limits courier/crash \
                   outbox/disk outbox/keeping base/text base/yaml base/zone engine/property review/memory review/nudge \
                   rulebook/limits vocabulary/reference
VALGRIND := valgrind -q --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=99
check-tsan:
	@echo 'left to the other builds: $(TSAN_LEAVES)'
	+@$(MAKE) --no-print-directory SANITIZE=tsan LEAVE='$(TSAN_LEAVES) $(LEAVE)' check
check-valgrind:
	@echo 'left to the other builds: $(VALGRIND_LEAVES), shell scripts'
	+@$(MAKE) --no-print-directory TEST_RUNNER='$(VALGRIND)' LEAVE='$(VALGRIND_LEAVES) $(LEAVE)' check

ifneq ($(wildcard tests/abi/*_test.*),)
HELP += 'check-abi|the tests of the door alone: symbols, header, hosts, fork, exit, unload'
check-abi:
	+@$(MAKE) --no-print-directory check ONLY=abi
endif

HELP += 'check-long|the full numbers that CI shows in small; goes on where it was stopped'
.PHONY: check-long
check-long:
	+@BUILD='$(BUILD)' tests/long

HELP += 'check-fresh|a newcomer on bare roots of Debian 12 and 13, as root and as a user with sudo; minutes counted'
.PHONY: check-fresh
check-fresh:
	+@BUILD='$(BUILD)' tests/fresh

HELP += 'check-builds|all compilers of Debian 12 and 13, arm64 under qemu, 32 bits refused; warnings are errors'
.PHONY: check-builds
check-builds:
	+@BUILD='$(BUILD)' tests/builds

HELP += 'check-relay|the relay whole: couriers and servers of a cluster that are killed'
.PHONY: check-relay
check-relay:
	+@PRECARE_RELAY=1 $(MAKE) --no-print-directory check ONLY=relay TEST_SECONDS=280

ifneq ($(wildcard tests/hosts/*_test.*),)
HELP += 'check-hosts|real hosts against the plugin (packaging/install-deps hosts)'
.PHONY: check-hosts
check-hosts:
	+@$(MAKE) --no-print-directory check ONLY=hosts TEST_SECONDS=580

HELP += 'bench-hosts|what a booking costs more on a real trytond: facts, call, settle'
.PHONY: bench-hosts
bench-hosts: all
	@$(TEST_ENV) tests/hosts/tryton_bench.sh
endif

ifneq ($(wildcard tests/peers/*_test.*),)
HELP += 'check-peers|programs of others as witnesses: a browser, an editor; and the faces (packaging/install-deps peers)'
.PHONY: check-peers
check-peers:
	+@$(MAKE) --no-print-directory check ONLY="peers faces" TEST_SECONDS=280
endif

ifneq ($(FUZZ_C),)
HELP += 'fuzz|every fuzzer with its corpus for FUZZ_SECONDS each (20)'
FUZZ_SECONDS ?= 20
.PHONY: fuzz fuzz-run $(FUZZERS:%=fuzz-%)
fuzz:
	+@$(MAKE) --no-print-directory SANITIZE=fuzz fuzz-run
fuzz-run: $(FUZZERS:%=fuzz-%)
	@echo '$(words $(FUZZERS)) passed, 0 failed, 0 skipped'
$(BUILD)/tests/fuzz/%_fuzz: $(BUILD)/tests/fuzz/%_fuzz.o $(SUPPORT) $(ABI) $(CORE)
	$(call say,LINK)$(LINK) -fsanitize=fuzzer -o $@ $< $(SUPPORT) $(ABI) $(CORE) $(LIBS)
$(FUZZERS:%=fuzz-%): fuzz-%: $(BUILD)/tests/fuzz/%_fuzz
	@mkdir -p $(BUILD)/corpus/$* $(BUILD)/crashes
	$< -max_total_time=$(FUZZ_SECONDS) $(addprefix -seed=,$(FUZZ_SEED)) -timeout=10 -rss_limit_mb=1024 -verbosity=0 -print_final_stats=1 \
	  -artifact_prefix=$(BUILD)/crashes/$*- $(BUILD)/corpus/$* $(wildcard tests/fuzz/corpus/$*)
endif

ifneq ($(BENCH_C),)
HELP += 'bench|every benchmark: ratios measured in one run (bench-NAME: one of $(BENCHES))'
.PHONY: bench $(BENCHES:%=bench-%)
bench: $(BENCHES:%=bench-%)
$(BUILD)/libbench.a: $(BENCH_HELP:%.c=$(BUILD)/%.o)
$(BUILD)/tests/bench/%_bench: $(BUILD)/tests/bench/%_bench.o $(BUILD)/libbench.a $(SUPPORT) $(ABI) $(CORE)
	$(call say,LINK)$(LINK) -o $@ $< $(BUILD)/libbench.a $(SUPPORT) $(ABI) $(CORE) -lm -lmicrohttpd $(LIBS)
$(BENCHES:%=bench-%): bench-%: $(BUILD)/tests/bench/%_bench | all
	@$(TEST_ENV) $<

HELP += 'bench-serve|precare serve: 10,000 bookings by h2load, latencies and memory (packaging/install-deps bench)'
HELP += 'bench-peers|other rule engines on the same events (packaging/install-deps bench)'
HELP += 'bench-check|instructions an event against the committed ones (callgrind): no more than 5 % more'
.PHONY: bench-serve bench-peers bench-check
bench-serve: all
	@$(TEST_ENV) tests/bench/serve
bench-peers: $(BUILD)/tests/bench/speed_bench | all
	@$(TEST_ENV) tests/bench/peers/run
bench-check: $(BUILD)/tests/bench/speed_bench | all
	@$(TEST_ENV) tests/bench/check_counts
endif

# For check-builds: no C file of ours is left out.
HELP += 'programs|every program, test, replay and benchmark is built, and none is run'
.PHONY: programs
programs: all $(ALL_C:%.c=$(BUILD)/%.o) $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/*_test.c)) $(FUZZERS:%=$(BUILD)/tests/fuzz/%_replay) \
          $(BENCHES:%=$(BUILD)/tests/bench/%_bench) $(BUILD)/tests/faces/cases

HELP += 'coverage|what the tests run, line by line (llvm-cov): build-coverage/coverage.txt'
.PHONY: coverage coverage-report
coverage:
	+@rm -rf build-coverage/profile; \
	  LLVM_PROFILE_FILE=$(CURDIR)/build-coverage/profile/%m-%p.profraw \
	  $(MAKE) --no-print-directory SANITIZE=coverage check coverage-report
coverage-report: check
	@llvm-profdata merge -sparse -o $(BUILD)/coverage.profdata $(BUILD)/profile/*.profraw
	@llvm-cov report -instr-profile $(BUILD)/coverage.profdata $(CMD) $(addprefix -object ,$(SO) $(TEST_BIN)) \
	  $(CORE_C) $(ABI_C) $(CLI_C) $(RELAY_C) $(SERVE_C) > $(BUILD)/coverage.txt
	@cat $(BUILD)/coverage.txt

# ---- the source ----------------------------------------------------------------------------------

ifneq ($(wildcard packaging/lint),)
HELP += 'lint|format, static analysis, house rules, scripts'
.PHONY: lint
lint: all | deps-check
	@BUILD='$(BUILD)' packaging/lint $(OUR_CPP) $(TEST_CPP) -std=c11 $(WARN)
endif

ifneq ($(wildcard packaging/check-docs),)
HELP += 'check-docs|what the documents name exists'
.PHONY: check-docs
check-docs: all
	@packaging/check-docs
endif

HELP += 'manual|refreshes what is generated in the manual (packaging/make-manual)'
.PHONY: manual
manual: all
	@packaging/make-manual $(CMD)

HELP += 'check-reproducible|two builds in two folders are the same, byte for byte'
.PHONY: check-reproducible
check-reproducible: all
	+@BUILD='$(BUILD)' packaging/check-reproducible

HELP += 'site|README and manual as a web site, in $(BUILD)/site (no script, works from a disk)'
.PHONY: site
site:
	@/usr/bin/python3 -c 'import markdown_it' 2>/dev/null || packaging/install-deps site
	@packaging/make-site $(VERSION) $(BUILD)/site

HELP += 'format|clang-format, in place (FILES="...": these alone)'
.PHONY: format
FILES ?= $(shell git ls-files '*.c' '*.h')
format:
	clang-format -i $(FILES)

# ---- install -------------------------------------------------------------------------------------

HELP += 'install|to PREFIX ($(PREFIX)) under DESTDIR'
HELP += 'uninstall|removes what install put there'
.PHONY: install uninstall clean dist help
RULES  := $(wildcard rules)
HEADER := include/precare/precare.h
PLUGINDIR := $(LIBDIR)/precare
MANUAL = $(DESTDIR)$(DATADIR)/doc/precare/manual

$(BUILD)/precare.pc: packaging/precare.pc.in FORCE
	@mkdir -p $(@D)
	sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCLUDEDIR@|$(INCLUDEDIR)|' \
	    -e 's|@VERSION@|$(VERSION)|' $< > $@

# What PHP's FFI::cdef can read: no preprocessor lines, no includes.
$(BUILD)/precare.ffi.h: $(HEADER)
	@mkdir -p $(@D)
	sed '/^#[ ]*include/d' $< | $(CC) -E -P - > $@

$(BUILD)/precare.1: $(CMD) packaging/make-man $(BUILD)/.places
	packaging/make-man $(CMD) $(VERSION) $(DATADIR) > $@
# Of the programs that a command becomes, each with the manual's page about it.
MAN_8 := precare-relay.8 precare-serve.8
PAGE_precare-relay := alerts.md
PAGE_precare-serve := serve.md
$(MAN_8:%=$(BUILD)/%): $(BUILD)/%.8: $(BUILD)/% packaging/make-man $(BUILD)/.places
	packaging/make-man $< $(VERSION) $(DATADIR) $(PAGE_$*) > $@

# JSON Schema of what hosts send and get, named as the documents name their format.
SCHEMAS := $(patsubst %,$(BUILD)/schema/precare-%-1.json,event result form answers config)
$(BUILD)/schema/precare-%-1.json: $(CMD)
	@mkdir -p $(@D)
	$(CMD) schema $* > $@

# What Tab offers, where the shells look for it.
COMPLETIONS := bash-completion/completions/precare zsh/vendor-completions/_precare fish/vendor_completions.d/precare.fish

install: all $(SCHEMAS) $(BUILD)/precare.pc $(BUILD)/precare.ffi.h $(BUILD)/precare.1 $(MAN_8:%=$(BUILD)/%)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(PLUGINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig \
	  $(DESTDIR)$(INCLUDEDIR)/precare $(DESTDIR)$(DATADIR)/precare/schema $(DESTDIR)$(DATADIR)/man/man1 $(DESTDIR)$(DATADIR)/man/man8
	install -m 755 $(CMD) $(DESTDIR)$(BINDIR)/precare
	install -m 644 $(SO) $(DESTDIR)$(PLUGINDIR)/precare.so
	install -m 755 $(RELAY_CMD) $(DESTDIR)$(PLUGINDIR)/precare-relay
	install -m 755 $(SERVE_CMD) $(DESTDIR)$(PLUGINDIR)/precare-serve
	install -m 644 $(HEADER) $(BUILD)/precare.ffi.h $(DESTDIR)$(INCLUDEDIR)/precare/
	install -m 644 $(SCHEMAS) $(DESTDIR)$(DATADIR)/precare/schema/
	install -m 644 $(BUILD)/precare.pc $(DESTDIR)$(LIBDIR)/pkgconfig/precare.pc
	install -m 644 $(BUILD)/precare.1 $(DESTDIR)$(DATADIR)/man/man1/precare.1
	install -m 644 $(MAN_8:%=$(BUILD)/%) $(DESTDIR)$(DATADIR)/man/man8/
	rm -rf $(MANUAL) && install -d $(MANUAL)
	install -m 644 packaging/manual/*.* SECURITY.md CHANGELOG.md $(MANUAL)/
	sed -i -e 's|](../../\([A-Z]*\.md\)|](\1|g; s|](../hosts/|]($(DATADIR)/precare/hosts/|g' \
	  -e 's|](packaging/manual/|](|g' $(MANUAL)/*.md
	$(foreach file,$(COMPLETIONS),install -d $(DESTDIR)$(DATADIR)/$(dir $(file)) && \
	  $(CMD) --completion $(patsubst %-completion,%,$(firstword $(subst /, ,$(file)))) > $(DESTDIR)$(DATADIR)/$(file) &&) true
	chmod 644 $(COMPLETIONS:%=$(DESTDIR)$(DATADIR)/%)
	rm -rf $(DESTDIR)$(DATADIR)/precare/rules
	$(if $(RULES),cp -R --no-preserve=ownership rules $(DESTDIR)$(DATADIR)/precare/rules)
	install -m 644 packaging/precare.yaml $(DESTDIR)$(DATADIR)/precare/precare.yaml
	rm -rf $(DESTDIR)$(DATADIR)/precare/examples
	cp -R --no-preserve=ownership packaging/examples $(DESTDIR)$(DATADIR)/precare/examples
	rm -rf $(DESTDIR)$(DATADIR)/precare/hosts
	cp -R --no-preserve=ownership packaging/hosts $(DESTDIR)$(DATADIR)/precare/hosts
	find $(DESTDIR)$(DATADIR)/precare/hosts -name __pycache__ -prune -exec rm -rf {} +
	cd $(DESTDIR)$(DATADIR)/$(TRYTON:packaging/%=precare/%) && rm -rf health_precare $(TRYTON_SERIES)
	cp -R --no-preserve=ownership $(TRYTON_SERIES:%=$(BUILD)/hosts/health_precare-%) \
	  $(DESTDIR)$(DATADIR)/$(TRYTON:packaging/%=precare/%)
	chmod -R u=rwX,go=rX $(DESTDIR)$(DATADIR)/precare # whatever the umask was

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/precare $(DESTDIR)$(LIBDIR)/pkgconfig/precare.pc \
	  $(DESTDIR)$(DATADIR)/man/man1/precare.1 $(MAN_8:%=$(DESTDIR)$(DATADIR)/man/man8/%) $(COMPLETIONS:%=$(DESTDIR)$(DATADIR)/%)
	rm -rf $(DESTDIR)$(PLUGINDIR) $(DESTDIR)$(INCLUDEDIR)/precare $(DESTDIR)$(DATADIR)/precare $(MANUAL)

# SIGN=KEY: with this SSH key; ssh-keygen -Y verify -n precare-dist knows it.
HELP += 'dist|in build/dist: the source as committed, an SPDX bill of materials, checksums (SIGN=KEY: signed)'
DIST := build/dist
dist: all
	@test -e .git || { echo 'make dist wants a clone: what is committed is packed' >&2; exit 1; }
	@rm -rf $(DIST) && mkdir -p $(DIST)
	git archive --format=tar --prefix=precare-$(VERSION)/ -o $(DIST)/precare-$(VERSION).tar HEAD
	gzip -9n $(DIST)/precare-$(VERSION).tar
	packaging/make-sbom $(VERSION) $(BUILD) > $(DIST)/precare-$(VERSION).spdx.json
	cd $(DIST) && sha256sum precare-$(VERSION).* > SHA256SUMS
	$(if $(SIGN),ssh-keygen -q -Y sign -n precare-dist -f '$(SIGN)' $(DIST)/SHA256SUMS)

HELP += 'deb|the Debian packages, in build/deb'
.PHONY: deb
deb: | deps
	@{ command -v dh && command -v lintian && /usr/bin/python3 -c 'import markdown_it'; } >/dev/null 2>&1 || packaging/install-deps deb
	@packaging/build-deb $(VERSION) $(BUILD)/deb

ifneq ($(wildcard plugin/cli/demo.c),)
HELP += 'demo-cds|a booking by CDS Hooks: a client of others calls precare serve, its cards as a person sees them'
.PHONY: demo-cds
demo-cds: all
	@PRECARE_SOURCE='$(CURDIR)' PRECARE_BUILD='$(abspath $(BUILD))' PRECARE_COMMAND='$(abspath $(CMD))' tests/faces/demo_cds.sh

HELP += 'demo|seven invented visits through the plugin, with a chat receiver of its own'
.PHONY: demo
demo: all
	@$(CMD) demo
endif

HELP += 'clean|removes the build directories'
clean:
	rm -rf build build-asan build-tsan build-fuzz build-coverage

HELP += 'help|this list'
help:
	@printf '%s\n' $(HELP) | awk -F'|' '{printf "  make %-19s %s\n", $$1, $$2}'

-include $(ALL_C:%.c=$(BUILD)/%.d) $(FAULT_PAGES).d

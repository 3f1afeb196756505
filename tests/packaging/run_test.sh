#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The test runner itself: whatever goes wrong in a test must end as a failure that is counted.
. "$PRECARE_SOURCE/tests/support/shell.sh"

runner=$PRECARE_SOURCE/tests/run
one() { # SCRIPT: runs it as a test, prints the note "passed failed skipped"
    printf '#!/bin/sh\n%s\n' "$1" >"$work/try"
    chmod +x "$work/try"
    TEST_SECONDS=1 "$runner" one "$work/results/try.txt" "$work/try" >"$work/line"
    cat "$work/results/try.txt"
}
note() { # SENTENCE SCRIPT WANTED
    got=$(one "$2")
    [ "$got" = "$3" ]
    result $? "$1"
    [ "$got" = "$3" ] || echo "    noted '$got', not '$3'"
}

note "a script that succeeds is one passed" 'exit 0' '1 0 0'
note "a script that fails is one failed" 'exit 3' '0 1 0'
note "a script that leaves with 77 is one skipped" 'exit 77' '0 0 1'
note "a program's own counts are taken" 'echo 4 passed, 0 failed, 1 skipped' '4 0 1'
note "counts without a failure do not hide a bad exit" 'echo 4 passed, 0 failed, 0 skipped; exit 1' '4 1 0'
note "a program that counts nothing has failed" 'echo 0 passed, 0 failed, 0 skipped' '0 1 0'
note "a program that is killed has failed" 'kill -9 $$' '0 1 0'
note "a program that hangs has failed" 'sleep 60' '0 1 0'
note "each test has a temporary directory of its own" 'test -d "$TMPDIR" && test "$TMPDIR" != /tmp' '1 0 0'

echo '2 0 1' >"$work/a"
echo '3 0 0' >"$work/b"
echo '1 2 0' >"$work/c"
exits 0 "the sum of what passed succeeds" "$runner" sum "$work/a" "$work/b"
says "5 passed, 0 failed, 1 skipped"
exits 1 "one failure fails the sum" "$runner" sum "$work/a" "$work/c"
says "3 passed, 2 failed, 1 skipped"
exits 1 "no tests at all is a failure" "$runner" sum
echo '0 0 4' >"$work/d"
exits 1 "only skipped tests are a failure" "$runner" sum "$work/d"

# The one main of the CUnit binaries, with suites that go wrong in every way.
cat >"$work/wrong.c" <<'C'
#include "test.h"
#include <stdlib.h>
#include <unistd.h>
static int bad(void) { return 1; }
static void holds(void) { CU_ASSERT(1); }
static void breaks(void) { CU_ASSERT(0); }
static void skips(void) { test_skip("not here"); }
static void leaves(void) { if (fork() == 0) _exit(3); CU_ASSERT(1); }
#if KIND == 1
static const struct test tests[] = {{"holds", holds}, {"breaks", breaks}, {"skips", skips}, {0}};
const struct test_suite test_suites[] = {{"a", NULL, NULL, tests}, {0}};
#elif KIND == 2
static const struct test tests[] = {{"holds", holds}, {0}};
const struct test_suite test_suites[] = {{"a", bad, NULL, tests}, {"b", NULL, NULL, tests}, {0}};
#elif KIND == 3
static const struct test tests[] = {{"holds", holds}, {0}};
const struct test_suite test_suites[] = {{"a", NULL, bad, tests}, {0}};
#elif KIND == 4
const struct test_suite test_suites[] = {{0}};
#else
static const struct test tests[] = {{"holds", holds}, {"leaves", leaves}, {0}};
const struct test_suite test_suites[] = {{"a", NULL, NULL, tests}, {0}};
#endif
C
wrong() { # KIND [FILTER]
    kind=$1
    shift
    cc -D_GNU_SOURCE= -Wno-unused -w -I"$PRECARE_SOURCE/tests" -DKIND="$kind" -o "$work/wrong$kind" \
        "$work/wrong.c" "$PRECARE_SOURCE/tests/main.c" -lcunit && "$work/wrong$kind" "$@"
}
exits 1 "a failed assertion fails the binary" wrong 1
says "1 passed, 1 failed, 1 skipped"
exits 0 "a filter runs the tests that contain it" wrong 1 'a: holds'
says "1 passed, 0 failed, 0 skipped"
exits 1 "a filter that fits nothing fails" wrong 1 'no such sentence'
exits 1 "a suite whose set-up failed fails the binary" wrong 2
says "1 passed, 1 failed, 0 skipped"
exits 1 "a suite whose tear-down failed fails the binary" wrong 3
exits 1 "a binary without tests fails" wrong 4
exits 0 "all well is all well" wrong 5
says "2 passed, 0 failed, 0 skipped"

finish

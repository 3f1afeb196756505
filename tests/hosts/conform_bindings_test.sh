#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The conformance kit judges a small host in PHP, Node, C# and Java, each on its binding as it is shipped: all thirty
# scenarios, strict mode silent. The hosts in Python and C: tests/cli/conform_test.sh.
. "$PRECARE_SOURCE/tests/hosts/site.sh"
hosts=$PRECARE_SOURCE/tests/hosts bindings=$PRECARE_SOURCE/packaging/hosts

judged() { # LANGUAGE COMMAND
    exits 0 "the kit finds a host in $1 right" "$PRECARE_COMMAND" conform --plugin "$plugin" --adapter "$2"
    says "30 passed, 0 failed, 0 cannot"
}
found_out() { # LANGUAGE COMMAND: the same host, changed so that it settles nothing
    exits 3 "one in $1 that settles nothing is found out" "$PRECARE_COMMAND" conform --plugin "$plugin" --adapter "$2"
    says "what was saved was neither settled as saved nor said as final"
}
unsettled() { # FILE: each settle goes as a preview
    sed 's/\(phase\W*\)settle/\1preview/g' "$1"
}

if command -v php >/dev/null && php -m | grep -qi '^ffi$'; then
    sed '/^#[ ]*include/d' "$PRECARE_SOURCE/include/precare/precare.h" | ${CC:-gcc} -E -P - >"$work/precare.ffi.h"
    judged PHP "php '$hosts/conform_php.php' '$work/precare.ffi.h'"
    unsettled "$hosts/conform_php.php" | sed "s#__DIR__ . '/../../packaging/hosts#'$bindings#" >"$work/wrong.php"
    found_out PHP "php '$work/wrong.php' '$work/precare.ffi.h'"
else
    skip "php-cli is not installed, or has no FFI (packaging/install-deps hosts)"
fi

if command -v node >/dev/null && koffi; then
    judged Node "node '$hosts/conform_node.js'"
    unsettled "$hosts/conform_node.js" | sed "s#'../../packaging/hosts#'$bindings#" >"$work/wrong.js"
    found_out Node "node '$work/wrong.js'"
else
    skip "node is not installed (packaging/install-deps hosts), or koffi cannot be had from npm"
fi

csharp() { # SOURCE PROGRAM
    mcs -warnaserror -r:System.Json -out:"$2" "$bindings/csharp/Precare.cs" "$1"
}
if command -v mcs >/dev/null && command -v mono >/dev/null; then
    holds "the host in C# compiles without a warning" csharp "$hosts/ConformHost.cs" "$work/host.exe"
    judged C# "mono '$work/host.exe'"
    unsettled "$hosts/ConformHost.cs" >"$work/Wrong.cs"
    csharp "$work/Wrong.cs" "$work/wrong.exe"
    found_out C# "mono '$work/wrong.exe'"
else
    skip "Mono is not installed (packaging/install-deps hosts)"
fi

export CLASSPATH=/usr/share/java/jna.jar:/usr/share/java/gson.jar
java_host() { # SOURCE FOLDER
    javac -Xlint:all -Werror -proc:none --release 11 -d "$2" "$bindings/java/Precare.java" "$1"
}
if command -v javac >/dev/null && [ -e /usr/share/java/jna.jar ] && [ -e /usr/share/java/gson.jar ]; then
    holds "the host in Java compiles without a warning" java_host "$hosts/ConformHost.java" "$work/right"
    judged Java "java -cp '$CLASSPATH:$work/right' ConformHost"
    mkdir "$work/java"
    unsettled "$hosts/ConformHost.java" >"$work/java/ConformHost.java"
    java_host "$work/java/ConformHost.java" "$work/wrong"
    found_out Java "java -cp '$CLASSPATH:$work/wrong' ConformHost"
else
    skip "no JDK, no JNA or no Gson (packaging/install-deps hosts)"
fi
finish

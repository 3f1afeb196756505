#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Each binding of packaging/hosts has each method of the JSON door, and the check that says so notices when one is missing.
. "$PRECARE_SOURCE/tests/support/shell.sh"

exits 0 "each binding has each method of the JSON door" "$PRECARE_SOURCE/packaging/list-bindings" --check

tree=$work/tree
mkdir -p "$tree/packaging" "$tree/plugin/abi"
cp "$PRECARE_SOURCE/packaging/list-bindings" "$tree/packaging/"
cp -R "$PRECARE_SOURCE/packaging/hosts" "$tree/packaging/"
sed '/^METHOD("lookup"/iMETHOD("a-new-one", call, "", "", "")' "$PRECARE_SOURCE/plugin/abi/methods.def" >"$tree/plugin/abi/methods.def"
exits 1 "a method that they lack is told" "$tree/packaging/list-bindings" --check
says "packaging/hosts/python/precare.py has no a_new_one"
says "packaging/hosts/php/Precare.php has no aNewOne"
says "packaging/hosts/node/precare.js has no aNewOne"
says "packaging/hosts/csharp/Precare.cs has no ANewOne"
says "packaging/hosts/java/Precare.java has no aNewOne"
finish

# SPDX-License-Identifier: MIT
#
# Reads a report of `abidiff --leaf-changes-only`; fails on anything but members inserted at or past the old size of a
# struct. (abidiff itself returns 4 for a safe append too, and a suppression would let a reordered member pass.)
/^$/ || /summary: / { next }
/^'struct [a-z_]+ at .*' changed:$/ { old = 0; next }
/^  type size changed from [0-9]+ to [0-9]+ \(in bits\)$/ && $7 > $5 { old = $5; next }
/^  [0-9]+ data member insertions?:$/ { next }
/^    '.*', at offset [0-9]+ \(in bits\)/ && old > 0 {
    at = $0
    sub(/.*at offset /, "", at)
    if (at + 0 >= old + 0) next
}
{ print "not an append: " $0; bad = 1 }
END { exit bad }

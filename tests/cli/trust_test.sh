#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A configuration, or rules, that anybody may write, or put others in their place: not used, by no command and no host. What
# is a stranger's, or a group's, is used, and said. What rules were in use before stay in use.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

precare=$PRECARE_COMMAND
chmod 700 "$work"
mkdir "$work/etc"
site_rules
mv "$work/rules" "$work/etc/rules"
site_config env:LEAD_URL
sed "s#rules: .*#rules: [\"$work/etc/rules\"]#" "$PRECARE_CONFIG" >"$work/etc/precare.yaml"
export PRECARE_CONFIG="$work/etc/precare.yaml" LEAD_URL=http://127.0.0.1:1/hook
booking 1 >"$work/event"
plays() { "$precare" host --plugin "$PRECARE_PLUGIN" --config "$PRECARE_CONFIG" --event "$work/event"; }
quiet() { ! grep -qE 'W507|A507' "$work/out"; }

exits 0 "what root, or we, own is used" "$precare" check --config "$PRECARE_CONFIG"
holds "and nothing is said" quiet

# ---- the configuration ----
chmod 646 "$PRECARE_CONFIG"
for command in "check --config $PRECARE_CONFIG" "outbox stats" "courier --once" "records list" "reload"; do
    # shellcheck disable=SC2086  # words
    exits 2 "$command: a configuration that anybody may write is not used" "$precare" $command
    says "A507"
    says "chmod o-w $PRECARE_CONFIG"
done
holds "nor by a host" sh -c "! '$precare' host --plugin '$PRECARE_PLUGIN' --config '$PRECARE_CONFIG' --event '$work/event' >'$work/said' 2>&1"
holds "which is told" grep -q A507 "$work/said"
chmod 664 "$PRECARE_CONFIG"
exits 0 "one that a group may write is used, and said" "$precare" check --config "$PRECARE_CONFIG"
says "warning W507: a group may write the configuration"
says "chmod g-w"
chmod 644 "$PRECARE_CONFIG"
chmod 777 "$work/etc"
exits 2 "nor one that lies where anybody may put another" "$precare" check --config "$PRECARE_CONFIG"
says "in $work/etc all may write"
says "chmod o-w $work/etc"
chmod 1777 "$work/etc"
exits 0 "but where only its owner may" "$precare" check --config "$PRECARE_CONFIG"
chmod 755 "$work/etc"

# ---- the rules ----
holds "a host takes the rules into use" plays
for path in "$work/etc/rules/rules.yaml" "$work/etc/rules"; do
    chmod o+w "$path"
    exits 2 "check: rules that anybody may write: $path" "$precare" check --config "$PRECARE_CONFIG"
    says "error A507: anybody may change the rules"
    says "chmod -R o-w $path"
    exits 0 "whose file is only looked at may be anybody's" "$precare" check "$work/etc/rules"
    exits 2 "reload does not take them" "$precare" reload
    says "A507"
    holds "the host goes on with those in use" plays
    rm -rf "$work/state.kept"
    mv "$work/state" "$work/state.kept"
    holds "and without any it does not open" sh -c "! '$precare' host --plugin '$PRECARE_PLUGIN' --config '$PRECARE_CONFIG' --event '$work/event' >'$work/said' 2>&1"
    holds "which is told" grep -q A507 "$work/said"
    rm -rf "$work/state"
    mv "$work/state.kept" "$work/state"
    chmod o-w "$path"
done
exits 0 "when they are nobody else's they are taken" "$precare" reload

# ---- the approvals beside them ----
"$precare" approve "$work/etc/rules" --rulebook b --by "Dr. A." --yes >/dev/null
for path in "$work/etc/rules/approvals/b.1.approval" "$work/etc/rules/approvals"; do
    chmod o+w "$path"
    exits 2 "check: approvals that anybody may write: $path" "$precare" check --config "$PRECARE_CONFIG"
    says "error A507: anybody may change the rules"
    says "chmod -R o-w $path"
    exits 2 "nor does a reload take them" "$precare" reload
    chmod o-w "$path"
done
exits 0 "nobody else's are taken" "$precare" reload

# ---- where they lie ----
mkdir "$work/open"
cp -R "$work/etc/rules" "$work/open/rules"
sed "s#rules: .*#rules: [\"$work/open/rules\"]#" "$PRECARE_CONFIG" >"$work/etc/open.yaml"
chmod 777 "$work/open"
exits 2 "where anybody may put others in their place they are not taken" "$precare" check --config "$work/etc/open.yaml"
says "Run: chmod o-w $work/open"
chmod 755 "$work/open"
exits 0 "where nobody may they are" "$precare" check --config "$work/etc/open.yaml"

# ---- where links lead ----
chmod 777 "$work/open"
for path in rules.yaml approvals approvals/b.1.approval; do
    mv "$work/etc/rules/$path" "$work/open/kept"
    ln -s "$work/open/kept" "$work/etc/rules/$path"
    exits 2 "check: $path leads to where anybody may put another" "$precare" check --config "$PRECARE_CONFIG"
    says "error A507: anybody may change the rules"
    says "Run: chmod o-w $work/open"
    exits 2 "nor does a reload take it" "$precare" reload
    rm "$work/etc/rules/$path"
    mv "$work/open/kept" "$work/etc/rules/$path"
done
mv "$work/etc/rules" "$work/open/all"
ln -s "$work/open/all" "$work/etc/rules"
exits 2 "the whole directory, too" "$precare" reload
says "A507"
rm "$work/etc/rules"
mv "$work/open/all" "$work/etc/rules"
chmod 755 "$work/open"
ln -s "$work/etc/rules" "$work/open/linked"
sed "s#rules: .*#rules: [\"$work/open/linked\"]#" "$PRECARE_CONFIG" >"$work/etc/linked.yaml"
exits 0 "a link to where nobody may is as good as the place" "$precare" check --config "$work/etc/linked.yaml"
exits 0 "as it was, it is taken" "$precare" reload

# ---- strangers ----
if [ "$(id -u)" -eq 0 ]; then
    chown 12345 "$PRECARE_CONFIG"
    exits 0 "a stranger's configuration is used, and said" "$precare" check --config "$PRECARE_CONFIG"
    says "warning W507: the configuration belongs to another user"
    says "chown root $PRECARE_CONFIG"
    chown 0 "$PRECARE_CONFIG"
    chown 12345 "$work/etc/rules/rules.yaml"
    exits 0 "a stranger's rules are used, and said" "$precare" check --config "$PRECARE_CONFIG"
    says "warning W507: these rules belong to another user"
    says "chown -R root $work/etc/rules/rules.yaml"
    chown 0 "$work/etc/rules/rules.yaml"
else
    echo "elsewhere: only root can give a file away; CI is root, and shows it"
    passed=$((passed + 1))
fi
finish

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Signed approvals in every way of loading: approve, check, the first open, reload, restore, restart, with keys of the
# real ssh-keygen. The words of each refusal are goldens of tests/rulebook (A505-*).
. "$PRECARE_SOURCE/tests/support/shell.sh"

umask 077
precare=$PRECARE_COMMAND
config=$work/precare.yaml
mkdir "$work/rules"
cp "$PRECARE_SOURCE/tests/support/active.yaml" "$work/rules/clinic.yaml"
for name in a b; do ssh-keygen -q -t ed25519 -N '' -C $name -f "$work/$name"; done
signers() { printf '"Dr. A." %s %s\n' "$1" "$(cat "$work/a.pub")" >"$work/signers"; } # OPTIONS
signers 'namespaces="precare-rules"'
settings() { configuration "$1" >"$config"; } # MORE
required="approvals: {signers: \"$work/signers\", signature: required}"
settings "$required"
approve() { "$precare" approve --config "$config" --rulebook clinic --yes "$@"; }
check() { "$precare" check --config "$config"; }
reload() { "$precare" reload --yes --config "$config" --plugin "$PRECARE_PLUGIN"; }
restore() { "$precare" rules restore "$1" --yes --config "$config" --plugin "$PRECARE_PLUGIN"; }
history() { "$precare" rules history --config "$config" --plugin "$PRECARE_PLUGIN"; }
current() { cut -c1-12 "$work/state/rules/current"; }
approvals() { find "$work/rules/approvals" -name '*.approval*' 2>/dev/null | wc -l; }

# ---- approving ----
exits 64 "who does not sign does not approve" approve --by "Dr. A."
says "add --sign KEY"
exits 64 "nor does who is not in the file of signers" approve --by "Dr. B." --sign "$work/a"
says '"Dr. B." is not among those who may sign'
exits 2 "nor does a key that is not its person's" approve --by "Dr. A." --sign "$work/b"
says "this approval is signed by a key that is not Dr. A.'s"
holds "nothing was written" [ "$(approvals)" -eq 0 ]

# ---- loading: unsigned ----
"$precare" approve "$work/rules" --rulebook clinic --by "Dr. A." --yes >"$work/unsigned" 2>&1
exits 2 "check refuses what nobody signed" check
says "error A505: this approval is not signed"
exits 2 "the first open and reload refuse it" reload
says "this approval is not signed"
rm -r "$work/rules/approvals"

# ---- loading: signed ----
exits 0 "signed by its person, it is approved" approve --by "Dr. A." --sign "$work/a"
says "approved by Dr. A., signed"
exits 0 "reload takes it" reload
says "clinic 1.0.0: ACTIVE, 1 rule"
first=$(current)
sed -i 's/title: "Under 22"/title: "Below 22"/' "$work/rules/clinic.yaml"
exits 0 "an edit is approved and signed, too" approve --by "Dr. A." --sign "$work/a"
exits 0 "and taken" reload
holds "it is another set" [ "$(current)" != "$first" ]
exits 0 "the former set is restored by its own signatures" restore "$first"
second=$(current)
holds "and is in use" [ "$second" = "$first" ]

# ---- the key ends ----
signers 'valid-before="20260101Z"'
exits 2 "once the key has expired, reload refuses" reload
says "the key of Dr. A. has expired"
latest=$(ls -t "$work/state/rules" | grep -v "^$first" | grep -E '^[0-9a-f]{64}$' | head -n 1)
exits 2 "and so does restore" restore "$latest"
says "the key of Dr. A. has expired"
holds "the set in use stays" [ "$(current)" = "$first" ]
exits 0 "a restart takes the set as it was verified" history
says "clinic 1.0.0: ACTIVE, 1 rule"

# ---- the file of signers ----
chmod g+w "$work/signers"
"$precare" check --config "$config" >"$work/out" 2>&1
sentence="a group's is used, and said"
says "warning W507: a group may write the file of signers"
says "chmod g-w $work/signers"
chmod g-w "$work/signers"
signers cert-authority
exits 2 "a certificate authority is no signer" reload
says "this line names no signer: a cert-authority"
rm "$work/signers"
exits 2 "without its file nobody is a signer" reload
says "the file of signers cannot be opened"
signers ""
chmod o+w "$work/signers"
exits 2 "a file that anybody may write is refused" reload
says "anybody may change the file of signers"
chmod o-w "$work/signers"

# ---- optional ----
settings "approvals: {signers: \"$work/signers\"}"
exits 0 "with signature: optional a good one is good" reload
printf 'x' >>"$(find "$work/rules/approvals" -name '*.1.approval.sig')"
exits 2 "and one that is not is refused" reload
says "the signature of this approval cannot be read"
rm "$work"/rules/approvals/*.sig
exits 0 "and none is needed" reload

# ---- two sittings of one number ----
settings "$required"
signers 'namespaces="precare-rules"'
rm -rf "$work/rules/approvals"
mkfifo "$work/answer"
"$precare" approve --config "$config" --rulebook clinic --by "Dr. A." --sign "$work/a" --only too-young <"$work/answer" >"$work/late" 2>&1 &
late=$!
exec 9>"$work/answer"
awaits grep -q yes "$work/late"
exits 0 "while one is asked, another approves" approve --by "Dr. A." --sign "$work/a"
echo yes >&9
exec 9>&-
wait "$late"
[ $? -eq 70 ]
result $? "the one that comes late fails"
holds "and says why" grep -q "another sitting took this number" "$work/late"
exits 0 "the signature of the first is its own" reload
holds "nothing else is left behind" [ "$(find "$work/rules/approvals" -name '*.approval*' -o -name '.*.approval*' | wc -l)" -eq 2 ]
rm "$work/rules/approvals/clinic.1.approval"
exits 0 "a signature without its approval has its number" approve --by "Dr. A." --sign "$work/a"
says "clinic.2.approval"

finish

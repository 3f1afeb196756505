#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A host in Go (cgo) by the JSON door, which a stranger wrote from the manual and the header alone.
. "$PRECARE_SOURCE/tests/hosts/site.sh"
go=$(PATH="/usr/bin:$PATH" command -v go) || { skip "Go is not installed (packaging/install-deps hosts)"; finish; }
# what is compiled of Go's own library is kept for the next run; no module is fetched
export GOCACHE="$(cd "${PRECARE_BUILD:-build}" && pwd)/go-cache" GO111MODULE=off GOTOOLCHAIN=local GOFLAGS= CGO_ENABLED=1
export CGO_CFLAGS="-I$PRECARE_SOURCE/include"

holds "the host in Go compiles" "$go" build -o "$work/host" "$PRECARE_SOURCE/tests/hosts/go/host.go"
cat >"$work/event.json" <<END
{"format": "precare-event/1", "event_id": "apt-7/1", "moment": "booking", "subject": "pt-7", "now": "2026-12-01T10:00:00-05:00",
 "patient": {"birth_date": "2007-05-04"},
 "appointment": {"id": "apt-7", "start": "2027-01-12T14:00:00-05:00", "procedure": {"text": "microneedling"}, "sites": ["cheek"]}}
END
exits 0 "and judges a booking from seventeen goroutines, settles and acknowledges it" \
    "$work/host" "$plugin" "$site/precare.yaml" "$work/event.json"
says "booking: hold, complete"
says "  hold too-young: Under 22"
says "acknowledged: true"
says "without now: NOT CHECKED: now: "
says "and the result of it says: not-evaluated"
told() {
    "$PRECARE_COMMAND" records export --config "$site/precare.yaml" >"$work/records" && grep -q "\"actor\":\"u1\"" "$work/records"
}
holds "who acknowledged it is on record" told
exits 1 "a configuration that is not there is an error with its place" "$work/host" "$plugin" "$work/none.yaml" "$work/event.json"
says "none.yaml"
finish

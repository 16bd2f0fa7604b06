#!/bin/sh
# Compares the times of POST /api/auth/password/forgot for addresses with and without an account: 200 samples of each, in turn.
# Uses dev mode with its stores and its mail server. Requires node 20. Usage: bench/forgot-timing.sh [samples]
# With URL set, a running service is measured; set its vestibule.throttle.mail-client-limit to at least twice the samples.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
dev=
trap 'kill $dev 2>/dev/null || true; rm -rf "$work"' EXIT

if [ -z "${URL:-}" ]; then
  ./mvnw quarkus:dev -Dquarkus.http.port=8097 -Ddebug=false -Dquarkus.console.enabled=false \
    -Dvestibule.dev-stores.folder="$work/stores" > "$work/dev.log" 2>&1 & dev=$!
  until grep -qs 'Listening on' "$work/dev.log"; do sleep 1; kill -0 $dev; done
  URL=http://localhost:8097
fi
echo "command: bench/forgot-timing.sh ${1:-200}"
echo "machine: $(uname -srm), $(getconf _NPROCESSORS_ONLN) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
node bench/forgot-timing.mjs "$URL" "${1:-200}"

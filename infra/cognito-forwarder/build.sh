#!/usr/bin/env bash
# Writes the forwarder's package for AWS Lambda: infra/cognito-forwarder/build.sh [file]. By default it writes
# forwarder.zip beside this script, where cognito.tf expects it. The same source gives the same bytes on every machine
# (fixed time and mode, no compression, no extra fields), so Terraform updates the function only if the code has changed.
set -euo pipefail
source=$(cd "$(dirname "$0")" && pwd)
package=$(realpath "${1:-$source/forwarder.zip}")
command -v zip > /dev/null || {
  echo "zip is needed to package the forwarder" >&2
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$source/index.mjs" "$work"
chmod 644 "$work/index.mjs"
export TZ=UTC
touch -t 198001010000 "$work/index.mjs"
rm -f "$package"
cd "$work"
zip -q -X -D -0 "$package" index.mjs

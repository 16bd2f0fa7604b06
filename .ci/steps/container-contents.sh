#!/usr/bin/env bash
# Runs packaged tests on the contents of the JVM container, as the container would run them (see run-without-engine.sh).
#   .ci/steps/container-contents.sh        tests tagged "container": one for each part that the container could break
#   .ci/steps/container-contents.sh all    every packaged test
# Requires the jar of ./mvnw verify or package.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" != 0 ]; then
  echo "only root can become an unprivileged user; skipped"
  exit 0
fi

image=$(mktemp -d /tmp/vestibule-image.XXXXXX)
trap 'chmod -R u+w "$image"; rm -rf "$image"' EXIT
cp -r service/target/quarkus-app "$image/app"
install -m 755 docker/run-without-engine.sh "$image/run-without-engine.sh"
printf '#!/bin/sh\nexec "%s/run-without-engine.sh" "%s/app" "$@"\n' "$image" "$image" > "$image/vestibule"
chmod 755 "$image" "$image/vestibule"
# The test launcher treats it as an executable that takes -D options, like the native binary.
printf 'type=native\npath=vestibule\n' > "$image/quarkus-artifact.properties"
chmod -R a-w,a+rX "$image/app"

tests=(-Dheavy.groups=container)
if [ "${1:-}" = all ]; then
  tests=()
fi
# Everything is built already: only changed code is compiled and packaged again, and no unit test runs.
./mvnw package failsafe:integration-test@packaged failsafe:verify@verdict -Dmaven.compiler.useIncrementalCompilation=false \
  -Dvestibule.skip.unit-tests=true -Dquarkus.build.skip=true -Dbuild.output.directory="$image" \
  -Dvestibule.binary="$image/vestibule" "${tests[@]}"
echo "the packaged tests pass on the container's contents"

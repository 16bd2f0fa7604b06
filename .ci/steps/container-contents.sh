#!/usr/bin/env bash
# Packaged tests once more, on what the JVM container holds, as the container would run it (see run-without-engine.sh).
#   .ci/steps/container-contents.sh        those tagged "container": one for each part that could miss something there
#   .ci/steps/container-contents.sh all    every packaged test
# Wants the jar of ./mvnw verify or package.
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
# To the test launcher it is an executable that takes -D options, as the native binary does.
printf 'type=native\npath=vestibule\n' > "$image/quarkus-artifact.properties"
chmod -R a-w,a+rX "$image/app"

tests=(-Dheavy.groups=container)
if [ "${1:-}" = all ]; then
  tests=()
fi
# All is built already: nothing is compiled or packaged again but what changed, and no unit test is run.
./mvnw package failsafe:integration-test@packaged failsafe:verify@verdict -Dmaven.compiler.useIncrementalCompilation=false \
  -Dvestibule.skip.unit-tests=true -Dquarkus.build.skip=true -Dbuild.output.directory="$image" \
  -Dvestibule.binary="$image/vestibule" "${tests[@]}"
echo "the packaged tests pass on the container's contents"

#!/usr/bin/env bash
# The packaged tests once more, on what the JVM container holds, as the container would run it (see run-without-engine.sh).
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

./mvnw verify -Dvestibule.skip.unit-tests=true -Dbuild.output.directory="$image" "$@"
echo "the packaged tests pass on the container's contents"

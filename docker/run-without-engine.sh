#!/usr/bin/env bash
# Runs the content of the JVM image without a container engine: run-without-engine.sh <folder of quarkus-run.jar> [-Dkey=value…] [command…]
# Runs as an unprivileged user without capabilities, HOME or a writable folder, and with a memory limit. Needs root, to
# change the user.
set -euo pipefail
app=$1
shift
user=65532
memory_mib=${MEMORY_MIB:-512}

# Quarkus' test launcher reads the service's log; the service can write only this file. Only the owner can read the file
# with the tests' keys, as in a mounted Secret.
options=()
while [ $# -gt 0 ] && [[ $1 == -D* ]]; do
  case $1 in
    -Dquarkus.log.file.path=*)
      log=${1#*=}
      mkdir -p "$(dirname "$log")"
      touch "$log"
      chown $user "$log"
      ;;
    -Dquarkus.config.locations=file://*)
      chown -R $user "$(dirname "${1#*=file://}")"
      ;;
  esac
  options+=("$1")
  shift
done

cd "$app"
# The same heap share as in docker/Dockerfile.jvm. RLIMIT_DATA counts what the process may write to, heap and all.
exec env -u HOME -u TMPDIR \
  prlimit --data=$((memory_mib * 1024 * 1024)) \
  setpriv --reuid $user --regid $user --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
  "${JAVA:-java}" -XX:MaxRAM=${memory_mib}m -XX:MaxRAMPercentage=50 -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError \
  -XX:-UsePerfData -Djava.io.tmpdir=/nonexistent "${options[@]}" -jar "$app/quarkus-run.jar" "$@"

#!/usr/bin/env bash
# Renders the overlays. What they say is checked by ManifestsTest in ./mvnw verify, which passes over them where there is
# no kubectl; so this step insists on it.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v kubectl > /dev/null || {
  echo "kubectl is needed to render k8s/" >&2
  exit 1
}
for overlay in k8s/overlays/*/; do
  kubectl kustomize "$overlay" > /dev/null
  echo "$overlay renders"
done
if grep -rnE 'BEGIN [A-Z ]*PRIVATE KEY' k8s docker infra; then
  echo "a private key is in the deployment files" >&2
  exit 1
fi
if command -v terraform > /dev/null; then
  terraform fmt -check -recursive infra > /dev/null 2>&1 || {
    echo "terraform fmt would change infra/" >&2
    exit 1
  }
fi

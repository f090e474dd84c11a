#!/usr/bin/env bash
# Installs what the full test suite needs besides the Python packages of the `dev` extra. Running it again is cheap.
#
#   prometheus with promtool, shellcheck, chromium   Debian packages
#   kustomize, compose-go          Go modules, versions pinned by deploy/checks/go.mod
#   schemas of custom resources    npm packages, versions pinned by deploy/checks/package-lock.json
#
# The last two go into .cache/deploy-tools. Needs root (or sudo) if Debian packages are missing, Go 1.24 or newer, and
# Node.js 20 or newer with npm.
set -euo pipefail
cd "$(dirname "$0")/.."

checks=deploy/checks
tools=.cache/deploy-tools
root=()
if [ "$(id -u)" -ne 0 ]; then root=(sudo); fi

missing=()
command -v promtool >/dev/null && command -v prometheus >/dev/null || missing+=(prometheus)
command -v shellcheck >/dev/null || missing+=(shellcheck)
command -v chromium >/dev/null || missing+=(chromium)
for program in go node npm; do
    if ! command -v "$program" >/dev/null; then
        echo "$program is not installed (Go 1.24 or newer, Node.js 20 or newer with npm)" >&2
        exit 1
    fi
done
if [ "${#missing[@]}" -gt 0 ]; then
    # Tests start their own Prometheus; the service of the package would only take a port.
    policy=/usr/sbin/policy-rc.d
    own_policy=
    if [ ! -e "$policy" ]; then
        own_policy=yes
        printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
        "${root[@]}" chmod +x "$policy"
    fi
    status=0
    {
        "${root[@]}" apt-get -qq update &&
            "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
                apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
    } || status=$?
    if [ -n "$own_policy" ]; then "${root[@]}" rm -f "$policy"; fi
    [ "$status" -eq 0 ] || exit "$status"
fi

mkdir -p "$tools"
stamp=$(cat "$checks/go.mod" "$checks/go.sum" "$checks/package-lock.json" | sha256sum)
if [ ! -f "$tools/.complete" ] || [ "$(cat "$tools/.complete")" != "$stamp" ]; then
    rm -f "$tools/.complete"
    bin=$(pwd)/$tools
    (cd "$checks" && GOFLAGS=-mod=readonly CGO_ENABLED=0 go build -o "$bin/kustomize" sigs.k8s.io/kustomize/kustomize/v5)
    (cd "$checks" && GOFLAGS=-mod=readonly CGO_ENABLED=0 go build -o "$bin/compose-go" github.com/compose-spec/compose-go/v2/cmd)
    cp "$checks/package.json" "$checks/package-lock.json" "$checks/.npmrc" "$tools/"
    (cd "$tools" && npm ci --silent --no-fund --no-audit --ignore-scripts)
    echo '[]' | node "$checks/custom_resources.mjs" "$tools/node_modules"
    printf '%s\n' "$stamp" >"$tools/.complete"
fi

#!/bin/sh
# System packages: installed with apt by root, otherwise the exact command is printed and nothing goes further.
# Usage: requirements/system.sh [chromium]
set -eu

python=${PYTHON:-python3}
missing=""

if ! command -v "$python" >/dev/null 2>&1; then
    missing="$missing python3 python3-venv"
elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 ou plus récent est nécessaire : relancez avec PYTHON=/chemin/de/python3.11." >&2
    exit 1
elif ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    missing="$missing python3-venv"
fi

libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)
need_library() {
    case "$libraries" in *"$1"*) ;; *) missing="$missing $2" ;; esac
}
need_library libpango-1.0.so.0 libpango-1.0-0
need_library libpangoft2-1.0.so.0 libpangoft2-1.0-0
need_library libharfbuzz-subset.so.0 libharfbuzz-subset0

if [ "${1:-}" = chromium ]; then
    # The shell without windows is enough, and lighter; a browser that is already there will do.
    found=""
    for program in ${CHROMIUM:-chromium-headless-shell chromium}; do
        ! command -v "$program" >/dev/null 2>&1 || found=yes
    done
    [ -n "$found" ] || missing="$missing chromium-headless-shell"
    need_library libatomic.so.1 libatomic1 # for the driver that Playwright carries
fi

[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installation des paquets système :$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq -o DPkg::Lock::Timeout=120 update </dev/null
    # shellcheck disable=SC2086  # one word per package
    apt-get -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends $missing </dev/null >/dev/null
else
    echo "Il manque des paquets système. Lancez cette commande, puis recommencez :" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi

#!/bin/sh
# Builds .venv from the lock file; instant when nothing changed, resumed when it was interrupted.
set -eu

python=${PYTHON:-python3}
stamp=.venv/.built
wanted=$(cat uv.lock requirements/bootstrap.txt requirements/environment.sh | sha256sum | cut -d" " -f1)

# A moved or copied .venv points to its old place; a Python upgrade breaks it.
here=$(pwd -P)
works() { [ "$(.venv/bin/python -c 'import sys; print(sys.prefix)' 2>/dev/null)" = "$here/.venv" ]; }

if works && [ "$(cat $stamp 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
echo "Préparation de l'environnement Python (.venv)…"
if ! works || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    "$python" -m venv .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON=.venv/bin/python UV_PYTHON_DOWNLOADS=never \
    .venv/bin/python -m uv sync --quiet --frozen --inexact --all-groups

# Modules are compiled once, into .venv, even where the terminal forbids bytecode (PYTHONDONTWRITEBYTECODE): each of
# the processes of the portal and of its tests loads some 2 700 of them.
packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo 'import sys; sys.dont_write_bytecode = False; sys.pycache_prefix = sys.prefix + "/pycache"' >"$packages/bytecode.pth"
echo "$wanted" >$stamp

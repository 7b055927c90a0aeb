#!/bin/sh
# Removes what make made. Refuses while the portal runs.
set -eu
if [ -x .venv/bin/python ]; then
    .venv/bin/python - <<'PY'
import sys
from pathlib import Path

from cesp_portal.common.embedded import ServerError, Servers

try:
    Servers(Path("var/servers")).erase()
except ServerError as error:
    sys.exit(str(error))
PY
fi
rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
find . -name __pycache__ -type d -prune -exec rm -rf {} +

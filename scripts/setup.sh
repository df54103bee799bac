#!/usr/bin/env bash
# Makes .venv with the locked packages. Run by `make setup`; running it again is harmless.
set -euo pipefail
cd "$(dirname "$0")/.."

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=""
for candidate in "${PYTHON:-}" python3.11 python3; do
    if [ -n "$candidate" ] && usable "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
    echo "Zicht needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv" >&2
    exit 2
fi

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        echo "Python's venv is incomplete here. On Debian: apt-get install python3-venv" >&2
        exit 2
    fi
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv .venv
fi
pip=.venv/bin/pip
export PIP_DISABLE_PIP_VERSION_CHECK=1
[ -x .venv/bin/uv ] || $pip install -qq uv

# uv does not read pip's settings: where only pip knows this machine's index, hand that over (never shown, never kept)
from_pip() { $pip config get "global.$1" 2>/dev/null || $pip config get "user.$1" 2>/dev/null || true; }
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}${UV_CONFIG_FILE:-}" ] \
    && [ ! -e /etc/uv/uv.toml ] && [ ! -e "${XDG_CONFIG_HOME:-$HOME/.config}/uv/uv.toml" ]; then
    index=${PIP_INDEX_URL:-$(from_pip index-url)}
    [ -z "$index" ] || export UV_DEFAULT_INDEX=$index
    certificates=${PIP_CERT:-$(from_pip cert)}
    [ -z "$certificates" ] || export SSL_CERT_FILE=${SSL_CERT_FILE:-$certificates}
fi

export VIRTUAL_ENV=$PWD/.venv UV_PYTHON_DOWNLOADS=never
.venv/bin/uv pip sync --quiet --compile-bytecode --require-hashes requirements/dev.lock
.venv/bin/uv pip install --quiet --no-deps -e .
echo "Set up. Next: make demo, or make test"

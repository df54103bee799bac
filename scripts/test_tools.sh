#!/usr/bin/env bash
# What the tests need beside Python packages: a browser, PostgreSQL, a PDF reader. As root on Debian they are
# installed; otherwise this says what is missing. PostgreSQL then comes from a Python package in the lock.
set -euo pipefail

browser() { command -v chromium >/dev/null; }
postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
pdf() { command -v pdftotext >/dev/null; }

missing=()
browser || missing+=(chromium)
postgresql || missing+=(postgresql)
pdf || missing+=(poppler-utils)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    exit 0
fi
for name in "${missing[@]}"; do
    case $name in
        postgresql) echo "No PostgreSQL here: the tests start the one from the Python package." >&2 ;;
        *) echo "Missing for the tests: $name. On Debian, as root: apt-get install $name" >&2; failed=yes ;;
    esac
done
[ -z "${failed:-}" ]

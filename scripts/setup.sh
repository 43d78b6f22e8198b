#!/bin/sh
# Makes .venv and installs what the lock files say, by hash: `scripts/setup.sh run` or `scripts/setup.sh test`.
# uv does it in seconds; where uv cannot be had, pip does the same more slowly. Nothing happens when all is in place.
set -eu
cd "$(dirname "$0")/.."

what=${1:-run}
case $what in
run) lock=requirements.lock ;;
test) lock=requirements-dev.lock ;;
*) echo "usage: scripts/setup.sh run|test" >&2; exit 2 ;;
esac

python=.venv/bin/python
stamp=.venv/.$what
# The development lock holds everything that the other holds, so either stamp is good for running.
fresh() { [ -x "$python" ] && [ -f "$1" ] && [ "$1" -nt "$lock" ] && [ "$1" -nt pyproject.toml ]; }
if fresh "$stamp" || { [ "$what" = run ] && fresh .venv/.test; }; then exit 0; fi

base=${PYTHON:-}
for candidate in python3.11 python3.12 python3.13 python3; do
    if [ -z "$base" ] && command -v "$candidate" >/dev/null 2>&1; then base=$candidate; fi
done
if ! "${base:-none}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Tanggap needs Python 3.11 or newer. Install it, or name it: PYTHON=/path/to/python3.11 make $what" >&2
    exit 1
fi

if [ ! -x "$python" ] || ! "$python" -m pip --version >/dev/null 2>&1; then
    echo "Making .venv ..."
    # Debian keeps ensurepip in a package of its own (python3-venv); pip itself can fill an empty environment.
    if ! "$base" -m venv --clear .venv >/dev/null 2>&1; then
        "$base" -m venv --clear --without-pip .venv
        "$base" -m pip --python .venv/bin/python install --quiet --disable-pip-version-check pip
    fi
fi

echo "Installing what $lock names ..."
by_pip() { "$python" -m pip install --quiet --disable-pip-version-check --no-input "$@"; }
by_pip --require-hashes -r requirements-setup.lock
.venv/bin/uv pip install --quiet --python "$python" --require-hashes -r "$lock" 2>.venv/uv.log ||
    by_pip --require-hashes -r "$lock"
by_pip --no-build-isolation --no-deps --editable .
# uv leaves compiling to the first start, and an environment may forbid Python to keep what it compiled: then every
# process would pay two seconds for it, each time. So what a start imports is compiled here, once.
warm=$(mktemp -d)
env -u PYTHONDONTWRITEBYTECODE TANGGAP_HOME="$warm" DJANGO_SETTINGS_MODULE=tanggap.config.settings "$python" -c \
    "import tanggap.config.wsgi, tanggap.config.urls, tanggap.cli.working, tanggap.casework.sweep, tanggap.cli.demo.loading"
rm -rf "$warm"
touch "$stamp"

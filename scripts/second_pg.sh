#!/bin/sh
# What must hold on any PostgreSQL is run a second time on Debian's, over TCP with a password.
set -eu
cd "$(dirname "$0")/.."
folders=
for folder in tests/stories tests/races tests/migrations; do
    if [ -d "$folder" ]; then folders="$folders $folder"; fi
done
if [ -z "$folders" ]; then exit 0; fi
if [ ! -x /usr/lib/postgresql/15/bin/postgres ]; then
    echo "Not run a second time on PostgreSQL 15, which is not installed (apt-get install postgresql-15)."
    exit 0
fi
# shellcheck disable=SC2086 # several folders
TANGGAP_TEST_PG=second exec .venv/bin/python -m pytest -n 2 $folders

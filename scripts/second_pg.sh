#!/bin/sh
# What must hold on any PostgreSQL is run a second time on Debian's, over TCP with a password. Every migration runs there
# anyway, to make the database; back again they go in the long run only.
set -eu
cd "$(dirname "$0")/.."
folders="tests/stories tests/races${TANGGAP_TEST_LONG:+ tests/migrations}"
if [ ! -x /usr/lib/postgresql/15/bin/postgres ]; then
    echo "Not run a second time on PostgreSQL 15, which is not installed (apt-get install postgresql-15)."
    exit 0
fi
# shellcheck disable=SC2086 # several folders
TANGGAP_TEST_PG=second exec .venv/bin/python -m pytest -n 2 --dist worksteal $folders

"""Counts the queries of one page, in the same process: `python -m bench.queries EMAIL PATH` prints JSON."""

import json
import sys

from tanggap.cli.command import database, set_up


def count(email: str, path: str) -> int:
    """Queries of the second time that this member of staff loads the page: the first fills what a process remembers."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tanggap.people.models import Staff

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Staff.objects.get(email=email))
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


if __name__ == "__main__":
    set_up()
    with database():
        print(json.dumps({"queries": count(*sys.argv[1:])}))

"""A kept connection: whether it lives is asked without a journey, and a dead one is noticed before it is used."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.core.db import gate
from tanggap.core.db.plain import ask
from tanggap.core.db.server import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_living_connection_is_kept_without_asking_the_database() -> None:
    ask("SELECT 1")
    before = connection.connection
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert connection.connection is before and len(asked) == 0


def test_a_connection_whose_server_process_was_killed_is_made_anew_before_the_next_question() -> None:
    [(pid,)] = ask("SELECT pg_backend_pid()")
    with gate.connect(connection.settings_dict) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    assert wait_for(lambda: not connection.is_usable(), 10)

    connection.health_check_enabled, connection.health_check_done = True, False
    [(next_pid,)] = ask("SELECT pg_backend_pid()")
    assert next_pid != pid


def test_nothing_is_usable_before_it_is_connected() -> None:
    connection.close()
    assert not connection.is_usable()

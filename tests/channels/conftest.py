"""A mail server to send to."""

from collections.abc import Iterator

import pytest

from tests.channels.sink import Sink, running_sink


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    """The installation's mail server, for this test."""
    from tanggap.channels.email import send  # the apps are not loaded yet when pytest reads this file

    with running_sink() as server:
        settings.EMAIL_URL = server.url
        send.forget_server_pause()
        yield server
    send.forget_server_pause()

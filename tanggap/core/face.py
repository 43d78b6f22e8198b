"""Which face of the house a request came through; the audit trail writes it down."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_face: ContextVar[str] = ContextVar("face", default="cli")


def current_face() -> str:
    """portal, desk, api, cli, worker, import, demo or admin."""
    return _face.get()


@contextmanager
def using_face(name: str) -> Iterator[None]:
    """Inside the block, what is done is recorded as done through that face."""
    before = _face.set(name)
    try:
        yield
    finally:
        _face.reset(before)


_BY_ADDRESS = (("/desk/", "desk"), ("/api/", "api"), ("/admin/", "admin"))


def face_by_address(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: every request is recorded under the face that its address belongs to."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = next((face for prefix, face in _BY_ADDRESS if request.path.startswith(prefix)), "portal")
        with using_face(name):
            return get_response(request)

    return middleware

"""How an act comes in: the case is found, one story is told, the case answers. Each chapter has a file acts_*.py.

    @act(router, "escalate")
    def escalate(deed: Deed, body: Reason) -> None:
        \"\"\"One level up the SOP's ladder.\"\"\"
        story.escalate(deed.case, reason=body.reason, by=deed.by, version=deed.version)

registers POST /cases/{reference}/escalate with that body, `If-Match` and `Idempotency-Key`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Body as InBody
from ninja import Router

from tanggap.api.finding import case_of
from tanggap.api.once import GUARDED, claimed, once_of, version_of
from tanggap.api.reading import Nothing, in_words_of
from tanggap.api.shapes import CaseFile
from tanggap.api.showing import shown
from tanggap.cases.models import Case
from tanggap.casework.acting import CHANGED, note_refusal
from tanggap.core.errors import Invalid, NotFound, Stale, TanggapError
from tanggap.core.subject import HasKey
from tanggap.people.models import Staff


@dataclass(frozen=True)
class Deed:
    """Who does something on which case, and which version of it they have seen."""

    case: Case
    by: Staff
    version: int | None

    def see_version(self) -> None:
        """For stories that have no version of the case to compare: what was seen must still stand."""
        if self.version is not None and self.version != self.case.version:
            raise Stale(CHANGED, current=self.case.version)


def act(router: Router, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the function below it as POST /cases/{reference}/NAME; the type of its `body` is what the act takes."""

    def register(do: Callable[..., Any]) -> Callable[..., Any]:
        shape = do.__annotations__.get("body", Nothing)
        # Where nothing has to be said, the body may be left out altogether.
        unsaid = InBody(...) if any(one.is_required() for one in shape.model_fields.values()) else InBody(shape())

        def operation(request: HttpRequest, reference: str, body: shape = unsaid) -> CaseFile:  # type: ignore[valid-type]
            said = () if shape is Nothing else (body,)
            with in_words_of(shape):
                deed = carry_out(request, reference, name, lambda deed: do(deed, *said))
            return shown(seen_again(deed.case, deed.by), deed.by)

        operation.__name__, operation.__doc__ = name, do.__doc__
        router.post(
            f"/cases/{{reference}}/{name}", response=CaseFile, operation_id=name, url_name=f"act-{name}",
            openapi_extra=GUARDED,
        )(operation)  # fmt: skip
        return do

    return register


def carry_out(request: HttpRequest, reference: str, name: str, do: Callable[[Deed], Any]) -> Deed:
    """Find the case, do it, once. A refusal is written down after everything else was rolled back."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    with refusals_kept(name, by=by):
        case = case_of(by, reference)
    with refusals_kept(name, by=by, case=case):
        deed = Deed(case, by, version_of(request))
        only_once(request, f"api:{by.pk}", lambda: do(deed))
    return deed


def only_once(request: HttpRequest, scope: str, do: Callable[[], Any]) -> None:
    """Do it, unless the same request with the same key was answered before: then nothing happens again."""
    with transaction.atomic():
        claim = claimed(once_of(request, scope))
        if claim is None or claim.is_first:
            do()
        if claim is not None and claim.is_first:
            claim.store({"done": True})


@contextmanager
def refusals_kept(name: str, *, by: HasKey, case: Case | None = None) -> Iterator[None]:
    """What is refused inside is written down, after everything else was rolled back."""
    try:
        yield
    except TanggapError as error:
        keep_refusal(error, name, by=by, case=case)
        raise


def keep_refusal(error: TanggapError, name: str, *, by: HasKey, case: Case | None) -> None:
    """Acts that were not allowed are kept; a mistyped field is not an attempt at anything."""
    if not isinstance(error, Invalid):
        note_refusal(error, name, by=by, case=case)


def seen_again(case: Case, by: Staff) -> Case:
    """The case as it stands after the act; also for somebody who has just given it out of hand."""
    try:
        return case_of(by, case.reference)
    except NotFound:
        case.refresh_from_db()
        return case

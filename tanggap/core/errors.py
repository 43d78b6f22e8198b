"""What can go wrong, in sentences for people and codes for machines."""

from collections.abc import Mapping
from typing import Any


class TanggapError(Exception):
    """Carries a sentence (lazy, translated when shown), a stable code, and the HTTP status a face answers with."""

    status = 400
    code = "error"

    def __init__(self, sentence: Any, *, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.code

    def __str__(self) -> str:
        return str(self.sentence)


class Invalid(TanggapError):
    """What was typed or sent cannot be taken as it is; `fields` says what to mend, field by field."""

    status = 400
    code = "invalid"

    def __init__(self, sentence: Any, *, fields: Mapping[str, Any] | None = None, code: str | None = None) -> None:
        super().__init__(sentence, code=code)
        self.fields = dict(fields or {})


class Forbidden(TanggapError):
    """The person is known, and may not do this."""

    status = 403
    code = "forbidden"


class NotFound(TanggapError):
    """It does not exist, or does not exist for whoever asks: the two look the same."""

    status = 404
    code = "not_found"


class Refused(TanggapError):
    """The state of things, or a rule of the SOP, forbids the act now."""

    status = 409
    code = "refused"


class Stale(Refused):
    """Somebody else was faster; `current` is what stands there now."""

    code = "stale"

    def __init__(self, sentence: Any, *, current: Any = None, code: str | None = None) -> None:
        super().__init__(sentence, code=code)
        self.current = current


class TooMany(TanggapError):
    """Too many tries; `retry_after` is in seconds."""

    status = 429
    code = "too_many"

    def __init__(self, sentence: Any, *, retry_after: int, code: str | None = None) -> None:
        super().__init__(sentence, code=code)
        self.retry_after = retry_after


def require(condition: object, sentence: Any, *, code: str = "refused") -> None:
    """Raise Refused with that sentence unless the condition holds."""
    if not condition:
        raise Refused(sentence, code=code)

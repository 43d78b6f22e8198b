"""What each kind of failure is called: what happened, what is safe, what to do. One sentence each, in that order."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from tanggap.ui.formatting import duration


class Told(NamedTuple):
    """`code` is the letter of the law (404), `icon` the picture, `advice` what to do next; may be empty."""

    icon: str
    heading: str
    reason: str
    advice: str = ""


def words(status: int, retry_after: int = 0) -> Told:
    """The words of that status; one that nobody has thought of is told like its neighbour, 400 or 500."""
    told = _refused() | _not_now(retry_after) | _ours()
    return told.get(status) or told[400 if status < 500 else 500]


def _refused() -> dict[int, Told]:
    typed = _("What you have typed is still on the page before this one: use the back button.")
    return {
        400: Told("alert-circle", _("We could not read this request"),
                  _("Something in the address or in the form is broken. Nothing was changed."), typed),
        403: Told("lock", _("This is not open to you"),
                  _("Your account has no right to this page. Nothing was changed."),
                  _("If you need it for your work, ask an administrator.")),
        404: Told("map-question", _("This page was not found"),
                  _("The address may be mistyped, or the page has moved. Your complaints are safe.")),
        405: Told("hand-stop", _("This address takes a form only"), _("Nothing was changed."),
                  _("Go back and use the button of the page.")),
        410: Told("hourglass", _("This page is no longer there"),
                  _("Its time has passed, or it was used already. Your complaints are safe.")),
        413: Told("paperclip", _("This is too large"),
                  _("A file may have 10 MB, all files of one message 25 MB, at most ten of them. Nothing was sent."),
                  typed),
    }  # fmt: skip


def _not_now(retry_after: int) -> dict[int, Told]:
    wait = _("Please wait a little, then try again.")
    if retry_after > 0:
        minutes = max(1, -(-retry_after // 60))
        wait = _("Please try again in %(time)s.") % {"time": duration(minutes)}
    return {
        409: Told("users", _("This cannot be done now"),
                  _("Somebody else was faster, or the procedure does not allow it. Nothing was changed."),
                  _("Go back, load the page again, and look at what has changed. What you have typed is still there.")),
        429: Told("clock", _("Too many tries"),
                  _("This protects everybody's complaints from guessing. Nothing was changed."), wait),
    }  # fmt: skip


def _ours() -> dict[int, Told]:
    safe = _("Complaints that were given a number are safe.")
    kept = _("What you were typing is still on the page before this one.")
    return {
        500: Told("tool", _("Something went wrong on our side"), f"{safe} {kept}", _("Please try again.")),
        503: Told("tool", _("We cannot answer right now"), f"{safe} {kept}",
                  _("Please try again in a few minutes.")),
    }  # fmt: skip

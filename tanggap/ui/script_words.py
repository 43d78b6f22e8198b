"""The words that the small scripts show, in the page's language: scripts hold no sentence of their own."""

import json

from django.templatetags.static import static
from django.utils.translation import gettext


def script_words() -> str:
    """JSON for <meta name="tanggap-words">, with where the icons are; read by the files in static/ui/js."""
    words = {
        "left": gettext("%(time)s left"),
        "late": gettext("Overdue %(time)s"),
        "day": gettext("%(n)s d"),
        "hour": gettext("%(n)s h"),
        "minute": gettext("%(n)s min"),
        "saved": gettext("Saved on this device"),
        "unsaved": gettext("Not saved on the server; what you typed is still here."),
        "offline": gettext("The connection is gone. What you have typed stays on this page."),
        "waits": gettext("It is sent as soon as the connection is back."),
        "unsent": gettext("Not sent: the connection is gone. Your text stays here; send it when it is back."),
        "away": gettext("You are signed out. Sign in again in another tab, then type on."),
        "unasked": gettext("The server does not answer now. Please try again."),
        "copy": gettext("Copy"),
        "copied": gettext("Copied"),
        "icons": static("ui/icons.svg"),
    }
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))

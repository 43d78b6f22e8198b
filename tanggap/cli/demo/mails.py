"""Mails of the demo that wait for a person to look at them (waiting.toml): each could not be told by itself."""

import tomllib
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tanggap.cases import access
from tanggap.casework.read_mail import take_mail
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.core.demo import DOMAIN
from tanggap.core.subject import split


def lie_waiting(until: datetime) -> None:
    """They came in during the last days."""
    letter = Outbound.objects.exclude(party_key="").filter(key=None).order_by("-pk").first()
    if letter is None:
        return
    reference = access.ordinary().values_list("reference", flat=True).get(pk=split(letter.case_key)[1])
    content = tomllib.loads((Path(__file__).parent / "waiting.toml").read_text(encoding="utf-8"))
    for number, told in enumerate(content["mails"]):
        with time.travel(until - timedelta(hours=told["hours"])):
            take_mail(_mail(told, number, letter, reference))


def _mail(told: dict[str, Any], number: int, letter: Outbound, reference: str) -> bytes:
    message = EmailMessage()
    message["From"] = told.get("from") or f"{told['staff']}@{DOMAIN}"
    message["To"] = f"keluhan@{DOMAIN}"
    message["Subject"] = told["subject"].format(reference=reference)
    message["Message-ID"] = f"<{number}@{DOMAIN}>"
    if told.get("answers"):
        message["In-Reply-To"] = letter.message_id
    for name, value in told.get("headers", {}).items():
        message[name] = value
    message.set_content(told["body"])
    return message.as_bytes()

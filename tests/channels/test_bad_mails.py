"""The e-mail column of the bad-input matrix: every mail is read as a person would, or put aside; none is lost."""

import unicodedata
from html.parser import HTMLParser

import pytest

from tanggap.cases.models import Case
from tanggap.casework.read_mail import take_mail
from tanggap.channels import inbound
from tanggap.channels.email import reader
from tanggap.channels.email.as_it_came import harmless, head_of
from tanggap.channels.email.delivery_report import report_of
from tanggap.channels.models import Inbound
from tanggap.core.files import safe_name
from tanggap.core.limits import Limit
from tests.channels.bad_mails import CLASSES, Bad
from tests.sagara import build

RUNS = {"script", "iframe", "object", "embed", "form", "input", "svg", "math", "style", "link", "base", "meta", "video"}
EVERY = 12  # of so many one goes through the database as well


class Found(HTMLParser):
    """What a browser would make of it: the tags, and attributes with their values."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.values: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.values += [(name, (value or "").strip().lower()) for name, value in attrs]


@pytest.mark.parametrize("kind", CLASSES)
def test_a_bad_mail_is_read_as_a_person_would(kind: str) -> None:
    wanted, cases = CLASSES[kind]
    assert len(cases) >= wanted and len({one.name for one in cases}) == len(cases)
    wrong = [f"{one.name}: {problem}" for one in cases for problem in problems_of(one)]
    assert not wrong, "\n".join(wrong[:20])


def problems_of(one: Bad) -> list[str]:
    """What is wrong with how it is read; nothing, if all is well."""
    head_of(one.raw), report_of(one.raw)
    mail = reader.read(one.raw)
    found = []
    if one.says is not None and one.says not in mail.text:
        found.append(f"says {mail.text[:80]!r}")
    if one.title is not None and mail.subject != " ".join(one.title.split()):
        found.append(f"subject {mail.subject[:80]!r}")
    if one.sender is not None and (mail.sender is None or mail.sender.address != one.sender):
        found.append(f"sender {mail.sender}")
    if one.file is not None and one.file not in [each.content for each in mail.enclosures]:
        found.append("its file is gone")
    found += [f"cannot be stored: {text[:60]!r}" for text in (mail.text, mail.subject) if not storable(text)]
    if "\n" in mail.subject or "\r" in mail.subject:
        found.append("two lines in the subject")
    for each in mail.enclosures:
        name = safe_name(each.name)
        if not storable(name) or set(name) & set("/\\\n") or name.startswith(".") or len(name) > 200:
            found.append(f"name {name[:60]!r}")
    shown = Found(harmless(mail.html, picture=lambda _cid: "", remote=True, own_host="x.test"))
    bad = ("javascript", "data", "vb")
    acts = [value for name, value in shown.values if name.startswith("on") or value.startswith(bad)]
    if shown.tags & RUNS or acts or {"style", "srcdoc", "action"} & {name for name, _value in shown.values}:
        found.append(f"acts: {shown.tags & RUNS} {acts}")
    return found


def storable(text: str) -> bool:
    """Whether the database takes it and nobody stumbles over what cannot be seen."""
    return not any(unicodedata.category(sign) == "Cs" or (sign < " " and sign not in "\n\t") for sign in text)


@pytest.mark.django_db
def test_each_ends_as_a_complaint_in_quarantine_or_with_a_recorded_refusal() -> None:
    build()
    ends = {state: 0 for state in ("read", "quarantined", "refused")}
    cases = [one for _wanted, bad in CLASSES.values() for one in bad][::EVERY]
    for one in cases:
        Limit.objects.all().delete()
        reading = take_mail(one.raw)
        ends[reading.state] += 1
        assert bool(reading.reference) != bool(reading.problem), one.name
        kept = Inbound.objects.order_by("-pk").first()
        assert kept is not None
        if not reading.known:
            assert inbound.read_raw(kept) == one.raw, one.name
        if reading.reference and not reading.known and one.says:
            assert one.says in str(Case.objects.get(reference=reading.reference).body), one.name
    assert ends["read"] > len(cases) // 2 and sum(ends.values()) == len(cases) > 60

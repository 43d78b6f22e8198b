"""Whether what an SOP says of service recovery fits the rest of it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tanggap.sop.lines import Path
from tanggap.sop.procedure import Procedure

Found = Iterator[tuple[Path, str]]


def at_once(procedure: Procedure) -> Found:
    """[at_once]: who may solve it is who may do so by [acts.resolve_at_once], and what it names there is."""
    rule = procedure.at_once
    if rule is None:
        return
    allowed = procedure.needs("resolve_at_once").roles
    for role, amount in rule.up_to.items():
        if role not in allowed:
            yield ("at_once", "up_to", role), _("“%(role)s” may not solve at once by [acts.resolve_at_once].") % {
                "role": role}  # fmt: skip
        if amount < 0:
            yield ("at_once", "up_to", role), _("An amount is 0 or more.")
    named = (
        ("types", rule.types, procedure.types, _("There is no type “%(code)s”. Use one of: %(known)s.")),
        ("except_categories", rule.except_categories, procedure.categories,
         _("There is no category “%(code)s”. Add [categories.%(code)s].")),
        ("redress", rule.redress or [], procedure.redress,
         _("There is no redress “%(code)s”. Use one of: %(known)s.")),
    )  # fmt: skip
    for name, codes, known, sentence in named:
        for place, code in enumerate(codes):
            if code not in known:
                yield ("at_once", name, place), sentence % {"code": code, "known": ", ".join(known) or "–"}


def courtesy_call(procedure: Procedure) -> Found:
    """[courtesy_call] and [promises.courtesy_call] belong together: what for, and by when."""
    promised = "courtesy_call" in procedure.promises
    if procedure.courtesy_call is not None and not promised:
        yield ("courtesy_call",), _('Say by when we call: add [promises.courtesy_call] with within = "5 working days".')
    if procedure.courtesy_call is None and promised:
        yield ("promises", "courtesy_call"), _("Say after which endings we call: add [courtesy_call].")

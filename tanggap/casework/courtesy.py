"""The courtesy call (R48): after closing we call once more; a promise with its date, ended by the call or a reason."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Medium
from tanggap.cases.models import Case
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.say import check_text
from tanggap.casework.telephone import contact_by_phone
from tanggap.core import time
from tanggap.core.db.plain import add
from tanggap.core.errors import Invalid
from tanggap.people.models import Staff
from tanggap.remedy.models import Contact

KIND = "courtesy_call"
SKIPPED = "skipped"


def owed_after(case: Case, outcome: str) -> bool:
    """Whether the SOP wants a call when it has ended so; whom nobody knows cannot be called."""
    rule = case.edition.procedure.courtesy_call
    return rule is not None and outcome in rule.outcomes and not case.anonymous


@transaction.atomic
def courtesy_call(
    case: Case, *, result: str, summary: str, medium: str = "", by: Staff, version: int | None = None
) -> Contact:
    """How the person felt (content, not content) and what was said; or, skipped, why nobody called."""
    begin(case, "courtesy_call", by=by, version=version)
    if result not in {*Contact.Result.values, SKIPPED}:
        raise Invalid(_("Say how the person felt, or that nobody called."), fields={"result": _("Choose one.")})
    reached = result != SKIPPED
    if reached and medium not in Medium.values:
        raise Invalid(_("Say how you spoke: by telephone, in person …"), fields={"medium": _("Choose one.")})
    check_text(summary, "summary", longest=5_000)
    demand(case, "courtesy_call", reason=summary)
    [contact] = add([Contact(
        case=case, round=case.round, reached=reached, medium=medium if reached else "",
        stored_summary=case.sealed(summary), purpose=Contact.Purpose.COURTESY, result=result if reached else "",
        by=by, at=time.now(),
    )])  # fmt: skip
    case.put()
    verb = "courtesy_call" if reached else "courtesy_call_skipped"
    write_down(case, verb, by=by, private={"summary": summary}, result=result)
    if reached:
        promises.keep(case, KIND)
        if medium == Medium.PHONE:
            contact_by_phone(case, reached=True, by=by)
    else:
        promises.drop(case, KIND)
    return contact

"""The fields that conditions may speak about, and their types. `cases/fields.py` says in which column each one lies."""

from typing import get_args

from django.utils.translation import gettext_lazy as _

from tanggap.core.conditions import Field
from tanggap.sop.acts import Medium, Severity, Temperature

IMPACT = ("none", "low", "medium", "high")

# Types, categories, units and states are open here: which ones exist is the procedure's or the cases' business.
FIELDS: dict[str, Field] = {
    "kind": Field("choice", _("kind"), ("complaint", "criticism", "suggestion", "contact")),
    "state": Field("choice", _("state")),
    "type": Field("choice", _("type")),
    "category": Field("choice", _("category")),
    "severity": Field("choice", _("severity"), get_args(Severity)),
    "temperature": Field("choice", _("temperature"), get_args(Temperature)),
    "impact_satisfaction": Field("choice", _("impact on satisfaction"), IMPACT),
    "impact_reputation": Field("choice", _("impact on reputation"), IMPACT),
    "impact_money": Field("choice", _("impact on money"), IMPACT),
    "impact_law": Field("choice", _("impact on law"), IMPACT),
    "medium": Field("choice", _("channel"), get_args(Medium)),
    "entered_by": Field("choice", _("entry"), ("portal", "desk", "mail", "webhook", "api", "import")),
    "on_behalf": Field("choice", _("on behalf of"), ("nobody", "representative", "committee", "staff_noticed")),
    "language": Field("choice", _("language"), ("id", "en")),
    "unit": Field("choice", _("responsible unit")),
    "branch": Field("choice", _("branch")),
    "subject": Field("text", _("subject")),
    "product": Field("text", _("product")),
    "oral": Field("yes_no", _("oral")),
    "formal": Field("yes_no", _("formal")),
    "confidential": Field("yes_no", _("confidential")),
    "anonymous": Field("yes_no", _("anonymous")),
    "legal_risk": Field("yes_no", _("legal risk")),
    "round": Field("number", _("round")),
    "hand_overs": Field("number", _("hand-overs")),
    "amount": Field("number", _("amount in rupiah")),
    "first_reply_minutes": Field("number", _("working minutes until the first reply")),
    "resolution_minutes": Field("number", _("working minutes until the solution")),
    "breached": Field("yes_no", _("a promise was broken")),
    "received_at": Field("moment", _("received")),
    "due_at": Field("moment", _("due")),
}

"""Cases as rows of an export. Who complains in a hidden case is in no row, whoever asks."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.insight.register import Column, category_words, kept_and_broken, moment, number, type_words


def rows(seen: QuerySet[Case]) -> QuerySet[Case]:
    """The cases in `seen`, the newest first, with all that a row shows."""
    return seen.select_related("unit", "data_key", "owner", "handler").order_by("-received_at", "-pk")


COLUMNS = (
    Column("reference", _("Number"), lambda case: case.reference),
    Column("state", _("Stage"), lambda case: str(case.get_state_display())),
    Column("outcome", _("Outcome"), lambda case: str(case.get_outcome_display())),
    Column("received_at", _("Received"), lambda case: moment(case.received_at)),
    Column("due_at", _("Nearest deadline"), lambda case: moment(case.next_due_at)),
    Column("closed_at", _("Closed on"), lambda case: moment(case.closed_at)),
    Column("kind", _("Kind"), lambda case: str(case.get_kind_display())),
    Column("medium", _("Channel"), lambda case: str(case.get_medium_display())),
    Column("type", _("Type"), lambda case: type_words(case, case.edition_id)),
    Column("category", _("Category"), lambda case: category_words(case, case.edition_id)),
    Column("severity", _("Severity"), lambda case: str(case.get_severity_display())),
    Column("temperature", _("Emotion"), lambda case: str(case.get_temperature_display())),
    Column("unit", _("Department"), lambda case: case.unit.name),
    Column("owner", _("Owner"), lambda case: case.owner.full_name if case.owner else ""),
    Column("handler", _("Handler"), lambda case: case.handler.full_name if case.handler else ""),
    Column("breached", _("A promise was broken"), lambda case: str(_("yes") if case.breached else _("no"))),
    Column("promises", _("Kept and broken, by promise"), lambda case: kept_and_broken(case.promises)),
    Column("first_reply_minutes", _("First reply (working minutes)"), lambda case: number(case.first_reply_minutes)),
    Column("first_reply_elapsed", _("First reply (minutes since receipt)"),
           lambda case: number(case.first_reply_elapsed)),
    Column("resolution_minutes", _("Solution (working minutes)"), lambda case: number(case.resolution_minutes)),
    Column("resolution_elapsed", _("Solution (minutes since receipt)"), lambda case: number(case.resolution_elapsed)),
    Column("visibility", _("Visibility"), lambda case: str(case.get_visibility_display())),
    Column("complainant", _("Complainant"), lambda case: "" if case.hidden else case.shown_name),
    Column("title", _("Subject"), lambda case: case.title),
    Column("body", _("Complaint"), lambda case: case.body),
)  # fmt: skip

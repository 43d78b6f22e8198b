"""Who may take which complaint (R51): what it asks of its handler, and what is said when that is missing."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tanggap.cases.fields import values_of
from tanggap.cases.models import Case
from tanggap.core.errors import Refused
from tanggap.people.competences import Trained, trained_now
from tanggap.people.models import Competence, Role, Staff, Unit
from tanggap.people.roster import in_force
from tanggap.people.standing import roster_now
from tanggap.sop.contact import Training

WORKING = (Role.OFFICER, Role.HEAD, Role.FRONTDESK, Role.MANAGER)
NAMED = 3


@dataclass(frozen=True)
class Advice:
    """What a complaint asks of whoever takes it, and who has it."""

    rules: list[Training] = field(default_factory=list)
    trained: Trained = field(default_factory=dict)

    def lacking(self, staff: Staff) -> list[Training]:
        """The rules that this person does not answer to now; a training that has expired does not count."""
        return [rule for rule in self.rules if staff.pk not in self.trained.get(rule.kind, {})]


def asked_of(case: Case) -> Advice:
    """One query where the SOP asks for a training, none where it does not."""
    rules = case.edition.procedure.trainings(values_of(case))
    return Advice(rules, trained_now()) if rules else Advice()


def refuse_untrained(case: Case, person: Staff | None) -> None:
    """Where the SOP makes it a rule, nobody is given a complaint that he or she is not trained for. Raises Refused."""
    if person is None:
        return
    advice = asked_of(case)
    strict = [rule for rule in advice.lacking(person) if rule.required]
    if strict:
        raise Refused(sentence(strict[0], person, advice, case.unit), code="not_trained")


def warnings(case: Case, person: Staff) -> list[str]:
    """What is worth knowing about giving this complaint to that person; it stops nobody."""
    advice = asked_of(case)
    return [sentence(rule, person, advice, case.unit) for rule in advice.lacking(person)]


def sentence(rule: Training, person: Staff, advice: Advice, unit: Unit) -> str:
    """Who lacks what, and who has it."""
    facts = {"name": person.display_name, "training": kind_words(rule.kind)}
    others = names_of(at_work_over(unit), advice.trained.get(rule.kind, {}))
    if others:
        return _("%(name)s is not trained for this (%(training)s). Trained are: %(others)s.") % {
            **facts, "others": ", ".join(others)}  # fmt: skip
    return _("%(name)s is not trained for this (%(training)s), nor is anybody else here.") % facts


def kind_words(kind: str) -> str:
    """What people call that training."""
    return str(Competence.Kind(kind).label) if kind in Competence.Kind.values else kind


def names_of(people: Collection[Staff], among: Collection[int]) -> list[str]:
    """The first few of them who are among those, by name."""
    return [staff.display_name for staff in people if staff.pk in among][:NAMED]


def at_work_over(unit: Unit) -> list[Staff]:
    """Who works on complaints in that unit or above it, nearest first."""
    line = set(unit.line())
    posts = [post for post in in_force(roster_now().posts) if post.role in WORKING and post.unit_id in line]
    posts.sort(key=lambda post: (-len(post.unit.path), post.staff.full_name, post.staff_id))
    return list({post.staff_id: post.staff for post in posts if post.staff.is_active}.values())

"""Whether somebody sees one case is asked without the query that feeds the lists; both must always say the same."""

from datetime import timedelta

from tanggap.cases import access
from tanggap.cases.models import Case, Participant
from tanggap.core import time
from tanggap.people.models import Absence, Deputy, Post, Staff
from tests.sagara import Sagara, alice_complains, investigate

DAY = timedelta(days=1)
ROLES = [role for role in Participant.Role.values]


def test_one_case_and_the_lists_agree_for_everybody_in_every_part(sagara: Sagara) -> None:
    many_people(sagara)
    cases = many_cases(sagara)
    answers = {
        (staff.full_name, case.reference): access.sees(staff, access.doorway(case))
        for staff in Staff.objects.all()
        for case in cases
    }
    lists = {staff.full_name: set(access.visible_to(staff).values_list("reference", flat=True))
             for staff in Staff.objects.all()}  # fmt: skip

    assert answers == {(name, case.reference): case.reference in lists[name] for name in lists for case in cases}
    numbers = [case.pk for case in cases]
    assert lists["approves"] >= {cases[7].reference} and not lists["approved"]
    among = {staff.full_name: {case.reference for case in access.seen_among(staff, numbers)}
             for staff in Staff.objects.all()}  # fmt: skip
    assert among == lists
    seen = sum(answers.values())
    assert 100 < seen < len(answers) - 100, "the comparison must have something to compare on both sides"


def test_without_seeing_it_nobody_has_a_role_on_it(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(accused=sagara.bob)
    assert access.roles_on(sagara.olga, case) == access.roles_on(sagara.maya, case) == frozenset()
    assert access.roles_on(sagara.citra, case) == {"confidentiality", "frontdesk"}
    case.pk = 0
    assert access.doorway(case) is None
    assert access.roles_on(sagara.citra, case) == frozenset()


def many_people(sagara: Sagara) -> None:
    """Besides those of Sagara: posts that ended or begin tomorrow, deputies of every kind, people who have left."""
    now, unit = time.now(), sagara.unit
    posts = [("past", "head", "quality", -9, -1), ("coming", "officer", "quality", 1, None),
             ("until", "frontdesk", "frontdesk", -9, 1), ("twice", "officer", "quality", -9, None),
             ("twice", "auditor", "service", -9, None), ("root", "quality", "organisation", -9, -1),
             ("keys", "admin", "organisation", -9, None), ("office", "confidentiality", "organisation", -9, -1),
             ("gone", "head", "quality", -9, None)]  # fmt: skip
    for name, role, place, since, until in posts:
        staff, _new = Staff.objects.get_or_create(
            email=f"{name}@sagara.test", defaults={"full_name": name, "is_active": name != "gone"}
        )
        Post.objects.create(staff=staff, unit=unit[place], role=role, since=now + since * DAY,
                            until=until and now + until * DAY)  # fmt: skip
    stand_ins = [("fitri", False, -1, None), ("olga", False, -3, -1), ("maya", True, -1, None), ("bob", True, -1, None),
                 ("citra", False, -1, None), ("ade", False, -1, None)]  # fmt: skip
    for of, only_when_absent, since, until in stand_ins:
        other = Staff.objects.create(email=f"for.{of}@sagara.test", full_name=f"for {of}")
        Deputy.objects.create(of=sagara.staff[of], by=other, only_when_absent=only_when_absent,
                              since=now + since * DAY, until=until and now + until * DAY)  # fmt: skip
    # Somebody who has nothing here but Olga's approvals, and somebody who had them.
    for name, until in (("approves", None), ("approved", now - DAY)):
        other = Staff.objects.create(email=f"{name}@sagara.test", full_name=name)
        Deputy.objects.create(of=sagara.olga, by=other, only_approvals=True, since=now - 2 * DAY, until=until)
    Absence.objects.create(staff=sagara.bob, since=now - DAY)
    Absence.objects.create(staff=sagara.maya, since=now - 3 * DAY, until=now - DAY)


def many_cases(sagara: Sagara) -> list[Case]:
    """Ordinary, confidential, anonymous and sealed ones; with everybody in one of the parts, or once in it."""
    kinds = [{}, {"confidential": True}, {"anonymous": True}, {"accused": sagara.sandi}, {"accused": sagara.bob}]
    plain = [alice_complains(**kind)[0] for kind in kinds]
    forwarded = alice_complains()[0]
    investigate(sagara, forwarded)
    branch = alice_complains()[0]
    service = {"branch": sagara.unit["service"], "owner": sagara.quentin, "handler": sagara.mallory}
    Case.objects.filter(pk=branch.pk).update(**service)
    # An anonymous case is hidden as a confidential one is, and makes its code slowly.
    parts = [case for kind in (kinds[0], kinds[1], kinds[4]) for case in taken_part_in(sagara, kind)]
    deciding, hidden = alice_complains()[0], alice_complains(confidential=True)[0]
    Case.objects.filter(pk__in=[deciding.pk, hidden.pk]).update(state="deciding", unit=sagara.unit["quality"])
    return [*plain, forwarded, branch, deciding, hidden, *parts]


def taken_part_in(sagara: Sagara, kind: dict[str, object]) -> list[Case]:
    cases = []
    for place, role in enumerate(ROLES):
        case = alice_complains(**kind)[0]
        now = time.now()
        for number, staff in enumerate(Staff.objects.order_by("pk")):
            if number % len(ROLES) != place:
                continue
            known = case.participants.filter(staff=staff, role=role, until=None).exists()
            if not known:
                case.participants.create(staff=staff, role=role, since=now, until=now if number % 5 == 4 else None)
        for number, unit in enumerate(("quality", "service")):
            case.participants.create(unit=sagara.unit[unit], role=role, since=now, until=now if number else None)
        cases.append(case)
    return cases

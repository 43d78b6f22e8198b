"""Earlier complaints of whoever is on the telephone or on file: a hint for staff, never a proof of who it is."""

from datetime import datetime

from django.db.models import QuerySet

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.core.db.plain import ask
from tanggap.people.models import Staff
from tanggap.people.vault import persons_with

MOST = 5
MOST_OTHERS = 8
# Sealed contact points have no digest, so they are never found. The same person are those who were found to be one
# (`merged_into`), and as a hint those with the same number or address, unless somebody has said that they are two.
_SAME = """
    WITH mine AS (
        SELECT person_id, coalesce(n.merged_into_id, n.id) AS root
        FROM cases_party JOIN people_person n ON n.id = person_id WHERE case_id = %s AND role = 'complainant'
    ), them AS (
        SELECT n.id FROM mine JOIN people_person n ON n.id = mine.root OR n.merged_into_id = mine.root
        UNION
        SELECT q.person_id FROM mine JOIN people_contactpoint p ON p.person_id = mine.person_id AND p.digest IS NOT NULL
        JOIN people_contactpoint q ON q.digest = p.digest AND q.kind = p.kind
        WHERE NOT EXISTS (SELECT FROM people_double d WHERE d.state = 'different'
            AND d.older_id = least(p.person_id, q.person_id) AND d.newer_id = greatest(p.person_id, q.person_id))
    )
    SELECT DISTINCT theirs.case_id FROM them
    JOIN cases_party theirs ON theirs.person_id = them.id AND theirs.role = 'complainant'
    WHERE theirs.case_id <> %s ORDER BY 1 DESC LIMIT 100"""


def earlier_cases(user: Staff, *, email: str = "", phone: str = "", member_no: str = "") -> list[Case]:
    """The newest cases that `user` may see of people with one of these; sealed identities are never found."""
    people = persons_with(email=email, phone=phone, member_no=member_no)
    if people is None:
        return []
    cases = access.visible_to(user).filter(parties__person__in=people, visibility="open").distinct()
    return list(cases.select_related("unit", "data_key").order_by("-received_at", "-pk")[:MOST])


def others_of(case: Case, user: Staff) -> list[Case]:
    """The newest other cases, that `user` may see, of whoever complains here: those with the same address or number.

    Nothing for a hidden case: what else somebody complained of would tell who it is.
    """
    return list(_others(case, user)[:MOST_OTHERS])


def how_many_lately(case: Case, user: Staff, *, since: datetime) -> int:
    """How many other cases of that person came in since then, of those that `user` may see."""
    return _others(case, user).filter(received_at__gte=since).order_by().count()


def open_others_of(case: Case, user: Staff) -> list[Case]:
    """Those of them that are still open: what this case may be merged into."""
    return list(_others(case, user).exclude(state="closed")[:MOST_OTHERS])


def same_person(case: Case) -> set[int]:
    """The numbers of other cases of whoever complains here, whoever may see them."""
    return set() if case.hidden else {row[0] for row in ask(_SAME, case.pk, case.pk)}


def _others(case: Case, user: Staff) -> QuerySet[Case]:
    cases = access.visible_to(user).filter(pk__in=same_person(case), visibility="open")
    return cases.select_related("unit").order_by("-received_at", "-pk")

"""What happens inside the organisation, so that Alice's page has something to show."""

from tanggap.cases.models import Case
from tanggap.casework import decide, put_right
from tanggap.casework import offer as offering
from tanggap.casework.assess import assess, forward
from tanggap.casework.close import close
from tanggap.casework.propose import Alternative, propose
from tanggap.casework.register import Lesson
from tanggap.remedy.models import Solution
from tests.sagara import PRODUCT, REASON, Sagara


def until_offered(case: Case, sagara: Sagara) -> list[Solution]:
    """Assessed, forwarded, three alternatives, two offered."""
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    options = [
        propose(case, Alternative(title=title, cost=100_000, working_days=days), by=sagara.bob)
        for days, title in enumerate(["Ganti galon", "Uji laboratorium", "Kembalikan uang"], 1)
    ]
    decide.decide(case, options=options[:2], recommended=options[1], reason=REASON, by=sagara.bob)
    decide.approve(case, by=sagara.olga)
    offering.offer(case, message="Kami mohon maaf atas bau pada galon Anda.", by=sagara.fitri)
    return options[:2]


def until_followed_up(case: Case, sagara: Sagara) -> None:
    """From accepted to the question how it was."""
    for kind in ("courtesy", "apology", "explanation", "immediacy"):
        put_right.record_feeling(case, kind=kind, remark="lewat telepon", by=sagara.fitri)
    for task in case.tasks.filter(state="open"):
        put_right.finish_task(task, result="Sudah.", by=sagara.bob)
    put_right.complete(case, by=sagara.bob)


def until_closed(case: Case, sagara: Sagara) -> None:
    """Closed with its register entry."""
    close(case, outcome="upheld", lesson=Lesson(cause="Pemasok baru", lesson="Uji cium tiap batch"), by=sagara.fitri)

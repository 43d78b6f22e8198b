"""What is known of a case when an act is asked for: the facts that the rules of a procedure look at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """What casework knows about a case when an act is asked for; texts are empty and numbers 0 where there is nothing.

    Texts and flags that come with the act itself (reason, remark, expectation, …) are filled from what was typed.
    """

    state: str = ""
    type: str = ""
    category: str = ""
    severity: str = ""
    temperature: str = ""
    impact_set: bool = False
    unit_set: bool = False
    owner_set: bool = False
    round: int = 1
    answers: frozenset[str] = frozenset()  # codes of questions that have an answer
    desired_outcome: str = ""
    values: frozenset[str] = frozenset()  # codes of the organisation's values touched
    mandate_shown: bool = True  # also True where nobody complains for somebody else
    hand_overs: int = 0
    by_manager: bool = False  # whoever acts manages the units, and may go beyond what binds the others
    # solutions
    solution_kind: str = ""
    recurrence_risk: str = ""
    wish_fit: str = ""
    solutions_open: int = 0
    offerable: int = 0  # how many of them are to be offered
    recommended: bool = False
    decision_reason: str = ""
    approver_involved: bool = False  # whoever approves has proposed or chosen the solution
    approvals_left: int = 0
    condition_open: bool = False  # it was approved under a condition that nobody has confirmed to be met
    offers_open: int = 0
    # carrying out
    tasks_open: int = 0
    redress_open: int = 0  # reserved and neither granted nor released
    contact_recorded: bool = False
    no_contact_reason: str = ""
    agreement_recorded: bool = False
    feelings: frozenset[str] = frozenset()  # of courtesy, apology, explanation, immediacy: those that are done
    feelings_skip_reason: str = ""
    # after
    feedback_given: bool = False
    feedback_skipped_reason: str = ""
    register_ready: bool = False
    outcome: str = ""
    cause: str = ""
    lesson: str = ""
    call_open: bool = False  # the complainant waits for our call
    review_open: bool = False  # and for the answer of another decider
    reviewed: bool = False  # a review of this round is asked for, or was answered
    agreement_waits: bool = False  # the newest version was neither confirmed nor objected to
    courtesy_call_due: bool = False  # it is closed, and we are still to call
    window_over: bool = False  # the time in which it may be opened again is over
    # with the act
    reason: str = ""
    remark: str = ""
    expectation: str = ""
    external_route: str = ""
    second_person: bool = False

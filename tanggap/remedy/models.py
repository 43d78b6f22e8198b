"""What is offered and done to put a complaint right."""

from tanggap.remedy.redress import Budget, LedgerLine, Redress, Voucher
from tanggap.remedy.solution import Approval, Decision, DecisionOption, Solution
from tanggap.remedy.tasks import Task, TaskRemark
from tanggap.remedy.together import Agreement, Contact, Feeling, Offer

__all__ = [
    "Agreement", "Approval", "Budget", "Contact", "Decision", "DecisionOption", "Feeling", "LedgerLine", "Offer",
    "Redress", "Solution", "Task", "TaskRemark", "Voucher",
]  # fmt: skip

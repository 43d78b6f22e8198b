"""What is offered and done to put a complaint right."""

from tanggap.remedy.outside import CheckPoint, Errand, TaskEvidence, TaskRemark
from tanggap.remedy.redress import Budget, HandOver, LedgerLine, LimitChange, Redress, Voucher
from tanggap.remedy.solution import Approval, Decision, DecisionOption, Solution
from tanggap.remedy.tasks import Task
from tanggap.remedy.together import Agreement, Contact, Feeling, Offer

__all__ = [
    "Agreement", "Approval", "Budget", "CheckPoint", "Contact", "Decision", "DecisionOption", "Errand", "Feeling",
    "HandOver", "LedgerLine", "LimitChange", "Offer", "Redress", "Solution", "Task", "TaskEvidence", "TaskRemark",
    "Voucher",
]  # fmt: skip

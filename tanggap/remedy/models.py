"""What is offered and done to put a complaint right."""

from tanggap.remedy.asked import CallRequest, Review
from tanggap.remedy.conflict import Conflict, Guest, Meeting
from tanggap.remedy.outside import CheckPoint, Errand, TaskEvidence, TaskRemark
from tanggap.remedy.redress import Budget, HandOver, LedgerLine, LimitChange, Redress, Voucher
from tanggap.remedy.solution import Approval, Decision, DecisionOption, Solution
from tanggap.remedy.tasks import Task
from tanggap.remedy.together import Agreement, Contact, Deadlock, Feeling, Offer

__all__ = [
    "Agreement", "Approval", "Budget", "CallRequest", "CheckPoint", "Conflict", "Contact", "Deadlock", "Decision",
    "DecisionOption", "Errand", "Feeling", "Guest", "HandOver", "LedgerLine", "LimitChange", "Meeting", "Offer",
    "Redress", "Review", "Solution", "Task", "TaskEvidence", "TaskRemark", "Voucher",
]  # fmt: skip

"""Addresses of a case, included by workspace/urls.py at `cases/<reference>/`; and of the lists that belong to it."""

from django.urls import URLPattern, path

from tanggap.workspace import (
    acts_approval,
    acts_solutions,
    acts_talk,
    case_assign,
    case_beside,
    case_coach,
    case_conflict,
    case_contact,
    case_drafts,
    case_files,
    case_mail,
    case_mandate,
    case_merge,
    case_paper,
    case_recuse,
    case_redact,
    case_settled,
    case_task,
    case_tasks,
    case_undo,
    case_vouchers,
    form_drafts,
)
from tanggap.workspace.acts_form import Act, view_of
from tanggap.workspace.case_menu import ACTS
from tanggap.workspace.case_page import case_page


def _route(act: Act) -> URLPattern:
    subject = "<int:pk>/" if act.find else ""
    return path(f"{act.path.replace('_', '-')}/{subject}", view_of(act), name=act.route)


# Included at "cases/<str:reference>/".
urlpatterns = [
    path("", case_page, name="case"),
    *(_route(act) for act in ACTS if act is not case_merge.MERGE),
    path("assign/now/", case_assign.assign_now, name="case_assign_now"),
    path("mandate/", case_mandate.mandate, name="case_mandate"),
    path("recuse/", case_recuse.recuse_page, name="case_recuse"),
    path("reach/", case_contact.reach, name="case_reach"),
    path("merge/", case_merge.merge_page, name="case_merge"),
    path("unmerge/now/", case_merge.unmerge_now, name="case_unmerge_now"),
    path("reply/", acts_talk.write_reply, name="case_write_reply"),
    path("note/", acts_talk.write_note, name="case_write_note"),
    path("reply/<int:pk>/take-back/", acts_talk.undo_reply, name="case_take_back"),
    path("mentionable/", acts_talk.mentionable, name="case_mentionable"),
    path("restore/<int:pk>/", acts_solutions.restore_now, name="case_restore"),
    path("draft/<slug:act>/", form_drafts.keep_form, name="case_form_draft"),
    path("draft/", case_drafts.keep, name="case_draft"),
    path("coach/", case_coach.look, name="case_coach"),
    path("beside/", case_beside.beside, name="case_beside"),
    path("here/", case_drafts.here, name="case_here"),
    path("undo/<slug:act>/<int:version>/", case_undo.undo_now, name="case_undo"),
    path("undo-approve/", acts_approval.undo, name="case_undo_approve"),
    path("mail/", case_mail.mail, name="case_mail"),
    path("mail/<int:number>/", case_mail.mail, name="case_mail_of"),
    path("mail/<int:number>/frame/", case_mail.mail_frame, name="case_mail_frame"),
    path("mail/<int:number>/file/", case_mail.mail_bytes, name="case_mail_file"),
    path("files/<str:public_id>/", case_files.case_file, name="case_file"),
    path("files/<str:public_id>/redact/", case_redact.case_redact, name="case_redact"),
    path("files/<str:public_id>/redact/undo/", case_redact.case_redact_undo, name="case_redact_undo"),
    path("tasks/<int:pk>/", case_task.case_task, name="case_task"),
    path("file.pdf", case_paper.case_paper, name="case_paper"),
    path("vouchers/<int:pk>.pdf", case_files.case_voucher, name="case_voucher"),
    path("agreement/<int:version>.pdf", case_settled.agreement_paper, name="case_agreement_paper"),
    path("letter.pdf", case_settled.deadlock_letter, name="case_deadlock_letter"),
    path("receipt/", case_files.case_slip, name="case_slip"),
    path("receipt.pdf", case_files.case_receipt, name="case_receipt"),
]
# Included at "".
lists = [
    path("approvals/", acts_approval.approvals, name="approvals"),
    path("approvals/said/", acts_approval.approvals_said, name="approvals_said"),
    path("approvals/<str:reference>/", acts_approval.approval, name="approval"),
    path("tasks/", case_tasks.tasks, name="tasks"),
    path("conflicts/", case_conflict.conflicts, name="conflicts"),
    path("vouchers/", case_vouchers.redeem_page, name="vouchers"),
]

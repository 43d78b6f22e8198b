"""Addresses of the portal, for those who complain; no account, no script needed."""

from django.urls import path

from tanggap.portal.views import (
    case,
    complain,
    done,
    errand,
    help,
    home,
    language,
    mine,
    objection,
    papers,
    queue,
    receipt,
    track,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("complain/", complain.complain, name="complain"),
    path("complain/done/", done.done, name="done"),
    path("complain/done/receipt.pdf", receipt.done_receipt, name="done_receipt"),
    path("complain/done/receipt/", receipt.done_slip, name="done_slip"),
    path("complain/done/forget/", done.forget, name="forget"),
    *(
        path(f"complain/{slug}/", complain.complain, {"slug": slug}, name=f"complain_{slug}")
        for slug in ("reason", "notice", "story", "details", "wish", "you", "contact", "check")
    ),
    path("track/", track.track, name="track"),
    path("track/lost/", track.lost, name="lost"),
    path("track/leave/", track.go, name="leave"),
    path("track/case/", case.case, name="case"),
    path("track/case/receipt.pdf", receipt.case_receipt, name="case_receipt"),
    path("track/case/receipt/", receipt.case_slip, name="case_slip"),
    path("track/case/voucher/<int:pk>.pdf", receipt.voucher, name="voucher"),
    path("track/case/agreement/<int:version>.pdf", papers.agreement, name="agreement_paper"),
    path("track/case/meeting.ics", papers.meeting, name="meeting_file"),
    path("track/case/letter.pdf", papers.letter, name="deadlock_letter"),
    path("track/case/files/<str:public_id>/", case.attachment, name="attachment"),
    path("track/case/<slug:name>/", case.act, name="act"),
    path("mine/", mine.mine, name="mine"),
    path("mine/open/", mine.enter, name="mine_open"),
    path("mine/forget/", mine.forget, name="mine_forget"),
    path("mine/<str:token>/", mine.key, name="mine_key"),
    path("t/<str:token>", track.link, name="link"),
    path("objection/<str:token>/", objection.objection, name="objection"),
    path("errand/<str:token>/", errand.errand, name="errand"),
    path("queue/", queue.start, name="queue"),
    path("queue/b/<slug:code>/", queue.branch, name="queue_branch"),
    path("queue/t/<str:token>/given/", queue.given, name="queue_given"),
    path("queue/t/<str:token>/", queue.ticket, name="queue_ticket"),
    path("queue/t/<str:token>/beside/", queue.beside, name="queue_beside"),
    path("queue/t/<str:token>/live/", queue.ticket_live, name="queue_ticket_live"),
    path("queue/display/", queue.display_start, name="queue_displays"),
    path("queue/display/<slug:code>/", queue.display, name="queue_display"),
    path("queue/display/<slug:code>/live/", queue.display_live, name="queue_display_live"),
    path("sop/", home.sop, name="sop"),
    path("privacy/", home.privacy, name="privacy"),
    path("conflict/", home.conflict, name="conflict"),
    path("figures/", home.figures, name="figures"),
    path("accessibility/", home.accessibility, name="accessibility"),
    path("help/", help.contents, name="help"),
    path("help/<slug:name>/", help.page, name="help_page"),
    path("set-language/", language.set_language, name="set_language"),
]

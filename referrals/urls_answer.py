"""Addresses of answering and working on referrals, of concerns, and of files."""

from django.urls import path

from referrals.views import case, concerns, exports, inbox, link, moves, replies, work

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("replies/", replies.replies, name="replies"),
    path("replies/new/", replies.reply, name="reply_new"),
    path("replies/<uuid:key>/", replies.reply, name="reply"),
    path("replies/<uuid:key>/delete/", replies.reply_delete, name="reply_delete"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:pk>/", exports.export, name="export"),
    path("exports/<uuid:pk>/file/", exports.export_file, name="export_file"),
    path("answer/<str:token>/", link.answer, name="answer"),
    path("answer/<str:token>/code/", link.code, name="answer_code"),
    path("answer/<str:token>/enter/", link.enter, name="answer_enter"),
    path("answer/<str:token>/referral/", link.case, name="answer_case"),
    path("answer/<str:token>/referral/<slug:code>/", link.move, name="answer_move"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/new/", concerns.concern_new, name="concern_new"),
    path("concerns/<uuid:pk>/", concerns.concern, name="concern"),
    path("concerns/<uuid:pk>/acknowledge/", concerns.concern_acknowledge, name="concern_acknowledge"),
    path("concerns/<uuid:pk>/print/", concerns.concern_print, name="concern_print"),
    path("<uuid:pk>/", case.case, name="case"),
    path("<uuid:pk>/message/", case.message, name="message"),
    path("<uuid:pk>/concern/", concerns.concern_about, name="concern_about"),
    path("<uuid:pk>/contact/", work.contact, name="contact"),
    path("<uuid:pk>/assign/", moves.assign, name="assign"),
    path("<uuid:pk>/housing/", work.housing, name="housing"),
    path("<uuid:pk>/transfer/", work.transfer, name="transfer"),
    path("<uuid:pk>/transfer/<str:code>/", work.transfer_to, name="transfer_to"),
    path("<uuid:pk>/handover/", work.handover, name="handover"),
    path("<uuid:pk>/handover/<uuid:key>/agree/", work.handover_agree, name="handover_agree"),
    path("<uuid:pk>/handover/<uuid:key>/complete/", work.handover_complete, name="handover_complete"),
    path("<uuid:pk>/handover/<uuid:key>/take-back/", work.handover_take_back, name="handover_take_back"),
    path("<uuid:pk>/handover/<uuid:key>/note/", work.handover_note, name="handover_note"),
    path("<uuid:pk>/move/<slug:code>/", moves.move, name="move"),
]

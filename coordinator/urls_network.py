"""Addresses of the work with others; part of `urls.py`."""

from django.urls import path

from coordinator.views import briefings, broadcasts, forum, funding, involvement, network, owned

urlpatterns = [
    path("<slug:code>/working-together/", network.network, name="network"),
    path("<slug:code>/involvement/", involvement.involvement, name="involvement"),
    path("<slug:code>/involvement/add/", involvement.write, name="add_involvement"),
    path("<slug:code>/involvement/you-said-we-did/", involvement.said_did, name="said_did"),
    path("<slug:code>/involvement/<uuid:key>/", involvement.write, name="change_involvement"),
    path("<slug:code>/forum/", forum.forum, name="forum"),
    path("<slug:code>/forum/plan/", forum.plan, name="plan_meeting"),
    path("<slug:code>/forum/<uuid:key>/", forum.meeting, name="meeting"),
    path("<slug:code>/forum/<uuid:key>/change/", forum.plan, name="change_meeting"),
    path("<slug:code>/forum/<uuid:key>/invite/", forum.invite_to, name="invite"),
    path("<slug:code>/forum/<uuid:key>/write-up/", forum.write_up_meeting, name="write_up"),
    path("<slug:code>/forum/<uuid:key>/call-off/", forum.call_off, name="call_off_meeting"),
    path("<slug:code>/forum/<uuid:meeting>/action/", owned.add_action, name="add_action"),
    path("<slug:code>/forum/actions/<uuid:key>/", owned.action, name="action"),
    path("invitation/<str:token>/", forum.invitation, name="invitation"),
    path("invitation/<str:token>/forum.ics", forum.invitation_file, name="invitation_file"),
    path("<slug:code>/recommendations/", owned.recommendations, name="recommendations"),
    path("<slug:code>/recommendations/add/", owned.recommendation, name="add_recommendation"),
    path("<slug:code>/recommendations/<uuid:key>/", owned.recommendation, name="recommendation"),
    path("<slug:code>/funding/", funding.funding, name="funding"),
    path("<slug:code>/funding/add/", funding.write, name="add_funding"),
    path("<slug:code>/funding/funding.<slug:ending>", funding.funding_file, name="funding_file"),
    path("<slug:code>/funding/360giving.json", funding.grants_file, name="grants_file"),
    path("<slug:code>/funding/<uuid:key>/", funding.write, name="change_funding"),
    path("<slug:code>/messages/", broadcasts.broadcasts, name="broadcasts"),
    path("<slug:code>/messages/write/<slug:kind>/", broadcasts.write, name="write_broadcast"),
    path("<slug:code>/messages/<uuid:key>/", broadcasts.broadcast, name="broadcast"),
    path("<slug:code>/messages/<uuid:key>/change/", broadcasts.change, name="change_broadcast"),
    path("<slug:code>/messages/<uuid:key>/send/", broadcasts.send, name="send_broadcast"),
    path("message/<str:token>/", broadcasts.read, name="read_broadcast"),
    path("<slug:code>/briefings/", briefings.briefings, name="briefings"),
    path("<slug:code>/briefings/add/", briefings.write, name="add_briefing"),
    path("<slug:code>/briefings/papers/<slug:name>/", briefings.paper, name="paper"),
    path("<slug:code>/briefings/papers/<slug:name>.pdf", briefings.paper_pdf, name="paper_pdf"),
    path("<slug:code>/briefings/<uuid:key>/", briefings.write, name="change_briefing"),
]

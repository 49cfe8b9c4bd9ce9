"""Addresses of referring, following and overseeing. They name keys of services, drafts and referrals; nobody."""

from django.urls import path

from referrals.views import follow, link, oversee, refer, refer_papers, refer_start

urlpatterns = [
    path("", follow.mine, name="mine"),
    path("new/", refer_start.new, name="new"),
    path("new/<slug:code>/", refer_start.start, name="start"),
    path("new/<slug:code>/blank-slip/", refer_papers.blank_slip, name="blank-slip"),
    path("drafts/<uuid:bundle>/", refer.draft, name="draft"),
    path("drafts/<uuid:bundle>/check/", refer.check, name="check"),
    path("drafts/<uuid:bundle>/no-agreement/", refer.no_agreement, name="no-agreement"),
    path("drafts/<uuid:bundle>/sent/", refer.sent, name="sent"),
    path("expected/<uuid:pk>/", refer_papers.expected, name="expected"),
    path("expected/link/<str:token>/", link.expected, name="expected_by_link"),
    path("oversee/", oversee.oversee, name="oversee"),
    path("oversee/<uuid:pk>/", oversee.one, name="overseen"),
    path("<uuid:pk>/follow/", follow.follow, name="follow"),
    path("<uuid:pk>/slip/", refer_papers.slip, name="slip"),
]

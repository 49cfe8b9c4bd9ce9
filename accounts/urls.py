"""Addresses of accounts. They come before allauth's, so that pages which have no use here can be closed."""

from django.urls import include, path, re_path

from accounts import audit_views, own_data_views
from accounts.views import account, emergency, inviting, joining, people, switching

app_name = "accounts"

# Nobody signs up, adds addresses or connects accounts by themselves.
CLOSED = (
    "signup/",
    "email/",
    "confirm-email/",
    "password/set/",
    "login/code/confirm/",
    "3rdparty/",
    "3rdparty/signup/",
    "2fa/recovery-codes/download/",
)

_people = [
    path("", people.people, name="people"),
    path("invite/", inviting.invite_person, name="invite"),
    path("invitations/<uuid:pk>/", inviting.change_invitation, name="invitation"),
    path("requests/<uuid:pk>/", inviting.decide, name="request"),
    path("roles/<uuid:pk>/", people.change, name="change_role"),
    path("<uuid:pk>/", people.person, name="person"),
    path("<uuid:pk>/leaver/", people.leaver, name="leaver"),
    path("<uuid:pk>/second-factor/", people.second_factor_again, name="second_factor_again"),
]

urlpatterns = [
    path("second-factor/", account.second_factor, name="second_factor"),
    path("second-factor/codes/", account.printed_codes, name="printed_codes"),
    path("session/", account.session, name="session"),
    path("session/keep/", account.keep_text, name="keep_text"),
    path("kept/", account.kept_text, name="kept_text"),
    path("your-data/", own_data_views.own_data, name="own_data"),
    path("audit/", audit_views.choose, name="audit_choose"),
    path("audit/<str:kind>/<str:key>/", audit_views.trail, name="audit"),
    path("audit/<str:kind>/<str:key>/csv/", audit_views.trail_csv, name="audit_csv"),
    path("join/", joining.join, name="join"),
    path("join/<str:token>/", joining.join_link, name="join_link"),
    path("ask/", joining.ask, name="ask"),
    path("ask/thank-you/", joining.asked, name="asked"),
    path("ask/answer/<str:token>/", joining.request_answer, name="request_answer"),
    path("ask/<slug:kind>/<slug:key>/", joining.ask_role, name="ask_role"),
    path("emergency/", emergency.open_view, name="emergency_open"),
    path("emergency/end/", emergency.end_view, name="emergency_end"),
    path("emergency/<uuid:pk>/", emergency.reason, name="emergency"),
    path("scope/", switching.switch, name="switch"),
    path("people/", switching.my_people, name="my_people"),
    path("people/<slug:kind>/<slug:key>/", include(_people)),
    *(path(address, account.not_used_here) for address in CLOSED),
    re_path(r"^(?:confirm-email|social)/.+$", account.not_used_here),
]

"""Addresses of accounts. They come before allauth's, so that pages which have no use here can be closed."""

from django.urls import path, re_path

from accounts import audit_views, own_data_views, views

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

urlpatterns = [
    path("second-factor/", views.second_factor, name="second_factor"),
    path("second-factor/codes/", views.printed_codes, name="printed_codes"),
    path("session/", views.session, name="session"),
    path("session/keep/", views.keep_text, name="keep_text"),
    path("kept/", views.kept_text, name="kept_text"),
    path("your-data/", own_data_views.own_data, name="own_data"),
    path("audit/", audit_views.choose, name="audit_choose"),
    path("audit/<str:kind>/<str:key>/", audit_views.trail, name="audit"),
    path("audit/<str:kind>/<str:key>/csv/", audit_views.trail_csv, name="audit_csv"),
    *(path(address, views.not_used_here) for address in CLOSED),
    re_path(r"^(?:confirm-email|social)/.+$", views.not_used_here),
]

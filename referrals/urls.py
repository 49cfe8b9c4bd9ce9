"""Addresses of referrals."""

from django.urls import path

from referrals import urls_refer
from referrals.views import case

app_name = "referrals"

urlpatterns = [
    *urls_refer.urlpatterns,
    path("<uuid:pk>/", case.case, name="case"),
]

"""Addresses of referrals."""

from django.urls import path

from referrals.views import case

app_name = "referrals"

urlpatterns = [
    path("<uuid:pk>/", case.case, name="case"),
]

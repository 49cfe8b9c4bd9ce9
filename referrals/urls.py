"""Addresses of referrals."""

from django.urls import path

from referrals import urls_answer, urls_refer
from referrals.views import emergency

app_name = "referrals"

urlpatterns = [
    *urls_refer.urlpatterns,
    *urls_answer.urlpatterns,
    path("emergency/", emergency.emergency, name="emergency"),
]

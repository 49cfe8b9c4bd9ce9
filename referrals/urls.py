"""Addresses of referrals."""

from django.urls import path

from referrals import views

app_name = "referrals"

urlpatterns = [
    path("<uuid:pk>/", views.case, name="case"),
]

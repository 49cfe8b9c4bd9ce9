"""Addresses that belong to no part of the domain."""

from django.urls import path

from core import views

app_name = "core"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("accessibility/", views.information, {"template": "core/accessibility.html"}, name="accessibility"),
    path("privacy/", views.information, {"template": "core/privacy.html"}, name="privacy"),
    path("contact/", views.information, {"template": "core/contact.html"}, name="contact"),
    path("styleguide/", views.styleguide, name="styleguide"),
]

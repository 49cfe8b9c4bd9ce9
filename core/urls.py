"""Addresses that belong to no part of the domain."""

from django.urls import path

from core import mail_views, notification_views, views

app_name = "core"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("accessibility/", views.information, {"template": "core/accessibility.html"}, name="accessibility"),
    path("privacy/", views.information, {"template": "core/privacy.html"}, name="privacy"),
    path("contact/", views.information, {"template": "core/contact.html"}, name="contact"),
    path("more/", views.more, name="more"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("notifications/", notification_views.notification_list, name="notifications"),
    path("notifications/read/", notification_views.read_all, name="notifications_read"),
    path("notifications/settings/", notification_views.preferences, name="notification_settings"),
    path("notifications/undelivered/", mail_views.undelivered, name="undelivered_mail"),
    path("notifications/<uuid:key>/", notification_views.open_notification, name="notification"),
]

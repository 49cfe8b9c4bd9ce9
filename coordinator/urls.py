"""Addresses of the coordinator's desk."""

from django.urls.resolvers import URLPattern

app_name = "coordinator"

urlpatterns: list[URLPattern] = []

"""Addresses of people who come in."""

from django.urls.resolvers import URLPattern

app_name = "volunteers"

urlpatterns: list[URLPattern] = []

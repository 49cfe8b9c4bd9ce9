"""Addresses of the directory beyond its Wagtail pages."""

app_name = "directory"

urlpatterns: list = []

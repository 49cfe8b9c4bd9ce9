"""Addresses of the directory beyond its Wagtail pages."""

from django.urls import include, path

app_name = "directory"

urlpatterns = [
    path("", include("directory.urls_curate")),
    path("", include("directory.urls_review")),
    path("", include("directory.urls_spreadsheets")),
    path("", include("directory.urls_insert")),
]

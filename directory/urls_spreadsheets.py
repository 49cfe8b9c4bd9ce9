"""Addresses of listings in a spreadsheet."""

from django.urls import path

from directory.views import spreadsheets as views

urlpatterns = [
    path("<slug:code>/spreadsheet/", views.upload, name="spreadsheet"),
    path("<slug:code>/spreadsheet/template.<slug:ending>", views.template, name="spreadsheet_template"),
    path("<slug:code>/spreadsheet/export/", views.export, name="spreadsheet_export"),
    path("<slug:code>/spreadsheet/export.<slug:ending>", views.export_file, name="spreadsheet_export_file"),
    path("<slug:code>/spreadsheet/<uuid:key>/", views.check, name="spreadsheet_preview"),
    path("<slug:code>/spreadsheet/<uuid:key>/errors.csv", views.errors, name="spreadsheet_errors"),
    path("<slug:code>/spreadsheet/<uuid:key>/discard/", views.discard, name="spreadsheet_discard"),
]

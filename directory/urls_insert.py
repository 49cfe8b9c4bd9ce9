"""Addresses of the ACCT insert."""

from django.urls import path

from directory.views import insert as views

urlpatterns = [
    path("insert/", views.mine, name="my_insert"),
    path("<slug:code>/insert/", views.overview, name="insert"),
    path("<slug:code>/insert/draft/", views.draft, name="insert_draft"),
    path("<slug:code>/insert/draft/<slug:variant>.pdf", views.draft_pdf, name="insert_draft_pdf"),
    path("<slug:code>/insert/publish/", views.publish, name="insert_publish"),
    path("<slug:code>/insert/copies/", views.distribution, name="insert_distribution"),
    path("<slug:code>/insert/copies/<uuid:pk>/delete/", views.take_back, name="insert_take_back"),
    path("<slug:code>/insert/<int:number>/", views.edition, name="insert_edition"),
    path("<slug:code>/insert/<int:number>/<slug:variant>.pdf", views.edition_pdf, name="insert_pdf"),
]

"""Addresses of the work with others; part of `urls.py`."""

from django.urls import path

from coordinator.views import involvement, network

urlpatterns = [
    path("<slug:code>/working-together/", network.network, name="network"),
    path("<slug:code>/involvement/", involvement.involvement, name="involvement"),
    path("<slug:code>/involvement/add/", involvement.write, name="add_involvement"),
    path("<slug:code>/involvement/you-said-we-did/", involvement.said_did, name="said_did"),
    path("<slug:code>/involvement/<uuid:key>/", involvement.write, name="change_involvement"),
]

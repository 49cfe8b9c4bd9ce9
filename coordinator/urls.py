"""Addresses of the coordinator's desk."""

from django.urls import path

from coordinator.views import worklist

app_name = "coordinator"

urlpatterns = [
    path("", worklist.home, name="home"),
    path("<slug:code>/worklist/", worklist.worklist, name="worklist"),
    path("<slug:code>/worklist/settle/", worklist.settle, name="settle"),
    path("<slug:code>/worklist/put-off/<slug:source>/<slug:key>/", worklist.snooze, name="snooze"),
    path("<slug:code>/worklist/wake/<uuid:key>/", worklist.wake, name="wake"),
]

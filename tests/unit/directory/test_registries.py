"""What apps above the directory tell it: buttons on a service's page, and more made-up data."""

import pytest
from django.test import RequestFactory
from django.utils.module_loading import autodiscover_modules

from directory import service_actions
from directory.demonstration import loaders
from directory.service_actions import Action, actions_for, offers


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    # Modules register once, when they are first imported: that must not happen while the registry is replaced.
    autodiscover_modules("demonstration")
    monkeypatch.setattr(service_actions, "_offers", {})
    monkeypatch.setattr(loaders, "_loaders", {})


def test_actions_stand_in_order_and_only_where_somebody_may_use_them():
    @offers(order=20)
    def second(request, page):
        return Action("Second", "/second/", is_quiet=True)

    @offers(order=10)
    def first(request, page):
        return Action("First", "/first/")

    @offers()
    def not_for_this_reader(request, page):
        return None

    found = actions_for(RequestFactory().get("/"), page=None)
    assert [action.label for action in found] == ["First", "Second"]


def test_loaders_run_in_order_and_once_each_however_often_they_are_registered():
    ran = []

    def late():
        ran.append("late")

    def early():
        ran.append("early")

    loaders.loads(order=50)(late)
    loaders.loads(order=10)(early)
    loaders.loads(order=50)(late)
    loaders.run_loaders()
    assert [name for name in ran if name in ("early", "late")] == ["early", "late"]

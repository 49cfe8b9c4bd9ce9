"""The menu: who sees which entry, and which one is current."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from core.navigation import Registry, everybody


class SignedIn:
    """A reader who has signed in."""

    is_authenticated = True


def request_for(path: str, user: object):
    """Make a request by somebody."""
    request = RequestFactory().get(path)
    request.user = user
    return request


@pytest.fixture
def menu() -> Registry:
    """A menu of three pages that exist."""
    registry = Registry()
    registry.register("Contact", "core:contact", visible=everybody, order=30)
    registry.register("Privacy", "core:privacy", order=10)
    registry.register("Accessibility", "core:accessibility", order=20, visible=lambda request: False)
    return registry


def test_visitors_see_only_what_is_for_everybody(menu):
    shown = menu.items_for(request_for("/", AnonymousUser()))
    assert [item["label"] for item in shown] == ["Contact"]


def test_entries_stand_in_their_order_and_may_be_hidden(menu):
    shown = menu.items_for(request_for("/", SignedIn()))
    assert [item["label"] for item in shown] == ["Privacy", "Contact"]


@pytest.mark.parametrize(
    ("path", "current"), [("/contact/", ["Contact"]), ("/contact/form/", ["Contact"]), ("/contacts/", []), ("/", [])]
)
def test_a_page_belongs_to_the_section_its_address_begins_with(menu, path, current):
    shown = menu.items_for(request_for(path, SignedIn()))
    assert [item["label"] for item in shown if item["current"]] == current


def test_an_address_has_one_entry_so_that_none_is_lost_to_another(menu):
    with pytest.raises(ValueError, match="core:contact already"):
        menu.register("Write to us", "core:contact", visible=everybody)


def test_a_request_refused_before_anybody_was_looked_up_has_no_menu(menu):
    assert menu.items_for(RequestFactory().get("/")) == []


def test_a_long_menu_keeps_one_line_and_lists_the_rest_behind_more():
    registry, user = Registry(), SignedIn()
    names = ["accessibility", "privacy", "contact", "styleguide", "notifications", "notification_settings", "healthz"]
    for order, name in enumerate(names):
        registry.register(name, f"core:{name}", order=order)
    registry.register("folded", "core:undelivered_mail", order=1, more=True)
    few = [item["label"] for item in registry.items_for(request_for("/", user))]
    assert "folded" in few
    assert "More" not in few
    registry.register("one too many", "core:notifications_read", order=9)
    many = registry.items_for(request_for("/notifications/undelivered/", user))
    assert [item["label"] for item in many] == [*names, "one too many", "More"]
    for path in ("/notifications/undelivered/", "/more/"):
        shown = registry.items_for(request_for(path, user))
        assert [item["label"] for item in shown if item["current"]] == ["More"]
    assert "folded" in [item["label"] for item in registry.all_for(request_for("/", user))]

"""Every screen and print about referrals and concerns says what it does not replace."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories.accounts import user_with_role
from tests.factories.directory import service

FOLDER = Path(settings.BASE_DIR) / "templates" / "referrals"
BOUNDARY = '{% include "components/boundary.html" %}'
PAGES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html") if path.name[0] != "_")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_includes_the_boundary_text_itself_or_from_what_it_extends(name):
    source = (FOLDER / name).read_text("utf-8")
    if parent := re.match(r'{% extends "referrals/(.+?)" %}', source):
        source += (FOLDER / parent[1]).read_text("utf-8")
    assert BOUNDARY in source


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "sees"), [("staff", True), ("gate", True), ("safer-custody", True), ("sponsor", True), ("analyst", False)]
)
def test_everybody_on_a_prison_s_staff_finds_where_to_raise_a_concern(client, role, sees):
    scope = None if role == "analyst" else service().prison
    client.force_login(user_with_role(role, *([scope] if scope else [])))
    address = reverse("referrals:concerns")
    front = client.get("/", follow=True).content.decode()
    assert (f'href="{address}"' in front) is sees
    assert client.get(address).status_code == (200 if sees else 404)

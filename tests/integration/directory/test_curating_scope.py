"""A coordinator sees one's own prison in Wagtail's admin, and nothing else."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from accounts.role_groups import role_group
from accounts.roles import ADMINISTRATOR, CONTENT_EDITOR, COORDINATOR, DEPUTY, ROLES, ScopeKind
from directory.actions.prisons import open_prison, prison_index
from directory.page_permissions import CATALOGUE
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    prison = PrisonFactory(name="Herefield (HMP)")
    open_prison(prison=prison, by=None)
    return prison


@pytest.fixture
def elsewhere():
    prison = PrisonFactory(name="Elsewhere (HMP)")
    open_prison(prison=prison, by=None)
    return prison


@pytest.fixture
def own(here):
    return service(here, title="Own listing")


@pytest.fixture
def foreign(elsewhere):
    return service(elsewhere, title="Foreign listing", live=False)


@pytest.fixture
def coordinator(here, client):
    user = user_with_role("coordinator", here)
    client.force_login(user)
    return user


def body(response):
    assert response.status_code == 200
    return response.content.decode()


LISTS = {f"directory.{action}_{model}" for model, actions in CATALOGUE.items() for action in actions}
EDITOR = {"wagtailadmin.access_admin"}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (COORDINATOR, EDITOR),
        (DEPUTY, EDITOR),
        (ADMINISTRATOR, EDITOR | LISTS),
        (CONTENT_EDITOR, EDITOR | LISTS),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_model_permissions_of_curating_groups_are_exactly(role, expected, here):
    scope = here if role.kind == ScopeKind.PRISON else None
    held = role_group(role, scope).permissions.values_list("content_type__app_label", "codename")
    # What the layers above the directory add is tested there.
    assert {f"{app}.{name}" for app, name in held if app in ("directory", "wagtailadmin", "wagtailcore")} == expected


@pytest.mark.parametrize("code", [code for code, role in ROLES.items() if not role.edits_in_cms])
def test_other_roles_have_no_model_permission_and_no_page(code, here):
    role = ROLES[code]
    scope = {ScopeKind.PRISON: here, ScopeKind.NATIONAL: None}.get(role.kind, "organisation")
    if scope == "organisation":
        from tests.factories.directory import OrganisationFactory

        scope = OrganisationFactory()
    group = role_group(role, scope)
    assert not group.permissions.exists()
    assert not group.page_permissions.exists()


def test_content_editor_curates_no_listing(here):
    assert not role_group(CONTENT_EDITOR).page_permissions.exists()


def test_administrator_curates_the_whole_tree(here, own, foreign, client):
    client.force_login(user_with_role("administrator"))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[foreign.pk])).status_code == 200


def test_explorer_starts_at_the_own_prison_and_lists_it_only(coordinator, here, own, foreign, client):
    response = client.get(reverse("wagtailadmin_explore_root"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("wagtailadmin_explore", args=[here.page.pk])
    assert "Own listing" in body(response)
    assert "Foreign" not in body(response)
    assert "Elsewhere" not in body(response)


def test_coordinator_of_two_prisons_explores_both_but_no_third(coordinator, here, elsewhere, own, foreign, client):
    from accounts.actions import grant_role

    third = PrisonFactory(name="Thirdham (HMP)")
    open_prison(prison=third, by=None)
    grant_role(user=coordinator, role=COORDINATOR, scope=elsewhere, by=None)
    text = body(client.get(reverse("wagtailadmin_explore", args=[prison_index().pk])))
    assert "Herefield" in text
    assert "Elsewhere" in text
    assert "Thirdham" not in text


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("wagtailadmin_pages:search", "?q=listing"),
        ("wagtailadmin_reports:site_history", ""),
        ("wagtailadmin_reports:locked_pages", ""),
        ("wagtailadmin_reports:workflow", ""),
        ("wagtailadmin_reports:workflow_tasks", ""),
        ("wagtailadmin_reports:aging_pages", ""),
        ("listings_due", ""),
        ("wagtailadmin_choose_page", ""),
        ("wagtailadmin_choose_page_search", "?q=listing"),
        ("wagtailadmin_home", ""),
        ("wagtailadmin_api:pages:listing", "?child_of=root"),
        ("wagtailadmin_api:pages:listing", ""),
    ],
)
def test_lists_name_nothing_of_another_prison(name, query, coordinator, here, own, foreign, client):
    colleague_elsewhere = user_with_role("coordinator", foreign.prison, name="Sam Secret", email="sam@secret.test")
    for page in (own, foreign):
        page.save_revision(user=colleague_elsewhere if page is foreign else coordinator, log_action=True)
        page.title = f"{page.title} changed"
        page.save_revision(user=colleague_elsewhere if page is foreign else coordinator, log_action=True).publish(
            user=colleague_elsewhere if page is foreign else coordinator
        )
        page.refresh_from_db()
        page.get_workflow().start(page, colleague_elsewhere if page is foreign else coordinator)
        Page.objects.filter(pk=page.pk).update(
            locked=True,
            locked_by=colleague_elsewhere if page is foreign else coordinator,
            locked_at=timezone.now(),
        )
    text = body(client.get(reverse(name) + query))
    for word in ("Foreign", "Elsewhere (HMP)", "secret"):
        assert word not in text


def test_type_listing_names_nothing_of_another_prison(coordinator, own, foreign, client):
    for kind in (("directory", "servicepage"), ("wagtailcore", "page")):
        text = body(client.get(reverse("wagtailadmin_pages:type_use", args=kind)))
        assert "Own listing" in text
        assert "Foreign" not in text


def page_addresses(page):
    """Every address of the editor that takes a page."""
    one = ("edit", "delete", "unpublish", "copy", "move", "history", "usage", "workflow_history", "view_draft", "lock")
    yield from (reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in one)
    yield reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"])
    yield reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    yield reverse("wagtailadmin_explore", args=[page.pk])
    yield reverse("wagtailadmin_choose_page_child", args=[page.pk])
    yield reverse("wagtailadmin_api:pages:detail", args=[page.pk])
    yield f"{reverse('wagtailadmin_choose_page_chosen_multiple')}?id={page.pk}"
    yield f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}"
    yield f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id=all&childOf={page.pk}"


def test_every_address_of_another_prisons_page_is_404(coordinator, own, foreign, elsewhere, client):
    for page in (foreign, elsewhere.page):
        for address in page_addresses(page):
            assert client.get(address).status_code == 404, address
            assert client.post(address).status_code == 404, address


def test_the_same_addresses_of_the_own_page_are_there(coordinator, own, client):
    own.save_revision()
    client.raise_request_exception = False
    *addresses, _nothing_below_a_listing = page_addresses(own)
    for address in addresses:
        assert client.get(address).status_code != 404, address


def test_adding_below_another_prison_is_404(coordinator, here, elsewhere, client):
    def address(prison):
        return reverse("wagtailadmin_pages:add", args=["directory", "servicepage", prison.page.pk])

    assert client.get(address(here)).status_code == 200
    assert client.get(address(elsewhere)).status_code == 404


def test_pages_above_the_own_prison_cannot_be_opened(coordinator, here, client):
    for page in (prison_index(), Page.objects.get(depth=1)):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "wagtailusers_users:index",
        "wagtailusers_users:add",
        "wagtailusers_groups:index",
        "wagtailimages:index",
        "wagtailimages_chooser:choose",
        "wagtaildocs:index",
        "wagtailadmin_collections:index",
        "wagtailadmin_workflows:index",
        "wagtailsites:index",
    ],
)
def test_closed_parts_are_404_for_a_coordinator(name, coordinator, client):
    assert client.get(reverse(name)).status_code == 404


def test_wagtails_user_screens_are_closed_to_a_superuser_too(client):
    superuser = UserFactory(is_superuser=True)
    RecoveryCodes.activate(superuser)
    client.force_login(superuser)
    assert client.get(reverse("wagtailusers_users:index")).status_code == 404
    assert client.get(reverse("wagtailadmin_workflows:index")).status_code == 200


def test_editor_does_not_exist_for_staff(here, client):
    client.force_login(user_with_role("staff", here))
    assert client.get(reverse("wagtailadmin_home")).status_code == 404


def test_visitors_are_sent_to_the_one_sign_in(client):
    assert client.get("/cms/login/?next=/cms/").headers["Location"] == "/accounts/login/?next=/cms/"
    assert client.get("/cms/").headers["Location"].startswith("/accounts/login/")


def test_account_page_changes_appearance_only(coordinator, client):
    text = body(client.get(reverse("wagtailadmin_account")))
    assert "theme" in text.lower()
    client.post(
        reverse("wagtailadmin_account"),
        {
            "name_email-email": "new@example.org",
            "theme-theme": "dark",
            "theme-density": "default",
            "theme-contrast": "system",
        },
    )
    coordinator.refresh_from_db()
    assert coordinator.email != "new@example.org"
    assert coordinator.wagtail_userprofile.theme == "dark"


def test_menu_has_no_uploads_users_or_settings(coordinator, own, client):
    text = body(client.get(reverse("wagtailadmin_home")))
    for name in ("images", "documents", "settings", "users", "help"):
        assert f'"name": "{name}"' not in text


def test_listing_cannot_be_moved_or_copied_the_plain_way(coordinator, own, client):
    for name in ("move", "copy"):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[own.pk]))
        assert response.status_code in (302, 403)


def test_no_page_moves_for_anybody_and_the_bar_does_not_offer_it(coordinator, here, elsewhere, own, client):
    superuser = UserFactory(is_superuser=True)
    RecoveryCodes.activate(superuser)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    confirm = reverse("wagtailadmin_pages:move_confirm", args=[own.pk, elsewhere.page.pk])
    for user in (coordinator, user_with_role("administrator"), superuser):
        client.force_login(user)
        text = body(client.get(reverse("wagtailadmin_explore", args=[here.page.pk])))
        assert "bulk/wagtailcore/page/confirm" in text
        assert bulk not in text
        assert "Sort menu order" not in text
        assert client.post(f"{bulk}?id={own.pk}", {"chooser": elsewhere.page.pk}).status_code == 404
        client.post(confirm)
        assert Page.objects.get(pk=own.pk).get_parent().pk == here.page.pk, user


def test_explorers_query_count_does_not_grow_with_listings(
    coordinator, here, own, client, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("wagtailadmin_explore", args=[here.page.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(8):
        service(here, title=f"Further {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(one)


def test_permission_for_the_editor_exists():
    assert Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin").exists()

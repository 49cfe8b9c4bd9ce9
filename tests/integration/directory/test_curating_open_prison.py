"""Opening a prison makes its pages, its curators' rights and its approval workflow, once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from wagtail.models import GroupPagePermission, Page, Site, Workflow, WorkflowPage

from accounts.role_groups import role_group
from accounts.roles import COORDINATOR, DEPUTY
from core.models import AuditEvent
from directory.actions.prisons import open_prison
from directory.models import HomePage, PrisonIndexPage, PrisonPage
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db


def closed(**fields):
    return PrisonFactory(opened_on=None, **fields)


def counts():
    return (
        Page.objects.count(),
        GroupPagePermission.objects.count(),
        WorkflowPage.objects.count(),
        Workflow.objects.count(),
        AuditEvent.objects.count(),
    )


def test_opening_the_first_prison_makes_the_whole_tree():
    prison = closed()
    page = open_prison(prison=prison, by=None)
    prison.refresh_from_db()
    assert prison.opened_on is not None
    assert page.live
    assert page.get_parent().specific == PrisonIndexPage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()
    assert Page.objects.count() == 4  # root, home, prisons, this prison: Wagtail's welcome page is gone


def test_opening_again_changes_nothing():
    prison = closed()
    open_prison(prison=prison, by=None)
    before = counts()
    open_prison(prison=prison, by=None)
    assert counts() == before


def test_opening_again_mends_what_is_missing():
    prison = closed()
    page = open_prison(prison=prison, by=None)
    before = counts()
    WorkflowPage.objects.filter(page=page.page_ptr).delete()
    GroupPagePermission.objects.filter(group=role_group(DEPUTY, prison)).delete()
    open_prison(prison=prison, by=None)
    assert counts()[:3] == before[:3]


def test_curators_appointed_before_the_prison_opened_edit_its_subtree_only():
    prison, other = closed(), closed()
    user_with_role("coordinator", prison)
    page = open_prison(prison=prison, by=None)
    open_prison(prison=other, by=None)
    granted = GroupPagePermission.objects.filter(group=role_group(COORDINATOR, prison))
    assert {row.page_id for row in granted} == {page.pk}
    assert sorted(row.permission.codename for row in granted) == [
        "add_page",
        "change_page",
        "lock_page",
        "publish_page",
        "unlock_page",
    ]


def test_proposed_changes_wait_for_this_prisons_curators():
    prison = closed()
    page = open_prison(prison=prison, by=None)
    task = page.get_workflow().tasks.get().specific
    assert {group.name for group in task.groups.all()} == {
        f"prison:{prison.code}:coordinator",
        f"prison:{prison.code}:deputy",
        "national:administrator",
    }


def test_wagtails_own_groups_and_workflow_are_cleared_away():
    page = open_prison(prison=closed(), by=None)
    assert not GroupPagePermission.objects.filter(page__depth=1).exists()
    assert [workflow.name for workflow in Workflow.objects.all()] == [page.get_workflow().name]


def test_an_unpublished_prison_page_goes_live_again():
    prison = closed()
    page = open_prison(prison=prison, by=None)
    page.unpublish()
    assert open_prison(prison=prison, by=None).live
    assert PrisonPage.objects.count() == 1


def test_only_a_curator_of_the_prison_or_of_all_may_open_it():
    prison = closed()
    for user in (UserFactory(), user_with_role("staff", prison), user_with_role("content-editor")):
        with pytest.raises(PermissionDenied):
            open_prison(prison=prison, by=user)
    administrator = user_with_role("administrator")
    open_prison(prison=prison, by=administrator)
    event = AuditEvent.objects.get(event="prison.opened")
    assert (event.actor_id, event.scope_key) == (str(administrator.pk), prison.code)


def test_command_opens_by_code_in_any_case(capsys):
    prison = closed(code="EXI", name="Exeter (HMP)")
    call_command("open_prison", "exi")
    prison.refresh_from_db()
    assert prison.is_open
    assert "Exeter (HMP) is open: http" in capsys.readouterr().out


def test_command_says_what_to_do_about_an_unknown_code():
    with pytest.raises(CommandError, match="load_reference"):
        call_command("open_prison", "ZZZ")
    PrisonFactory()
    with pytest.raises(CommandError, match=r"No prison has the code ZZZ\. Codes are in"):
        call_command("open_prison", "ZZZ")

"""Starting listings, changing several at once, the dashboard, the lists and the wording check in the editor."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from directory.actions.curate import adopt_from_catalogue, change_contact, copy_listing
from directory.actions.prisons import open_prison
from directory.actions.proposals import propose_change
from directory.models import ListingStatus, Organisation, ServiceExclusion, ServicePage, WordToAvoid
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, OrganisationFactory, PrisonFactory, service

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
def coordinator(here, client):
    user = user_with_role("coordinator", here)
    client.force_login(user)
    return user


@pytest.fixture
def national():
    organisation = OrganisationFactory(name="National Help", in_catalogue=True, what_they_do="Listens. " * 60)
    organisation.needs.add(NeedFactory(slug="grief"))
    return organisation


def live(page):
    return ServicePage.objects.get(pk=page.pk)


def test_adopting_makes_a_draft_that_says_where_it_comes_from(here, coordinator, national):
    draft = live(adopt_from_catalogue(prison=here, organisation=national, by=coordinator))
    assert not draft.live
    assert (draft.prison, draft.organisation, draft.adopted_from) == (here, national, "catalogue")
    assert [need.slug for need in draft.needs.all()] == ["grief"]
    assert len(draft.summary) <= 300
    assert not ServicePage.objects.live().filter(pk=draft.pk).exists()
    assert AuditEvent.objects.filter(event="listing.adopted", scope_key=here.code).exists()


def test_only_the_catalogue_is_adopted_and_only_into_an_open_prison(here, coordinator, national):
    with pytest.raises(ValidationError, match="not in the national catalogue"):
        adopt_from_catalogue(prison=here, organisation=OrganisationFactory(), by=coordinator)
    closed = PrisonFactory(opened_on=None)
    with pytest.raises(ValidationError, match="not open yet"):
        adopt_from_catalogue(prison=closed, organisation=national, by=user_with_role("coordinator", closed))


@pytest.mark.parametrize("role", ["staff", "sponsor"])
def test_others_start_no_listing(role, here, elsewhere, national):
    user = user_with_role(role, here)
    page = service(elsewhere)
    for by in (user, UserFactory(), user_with_role("coordinator", elsewhere), user_with_role("content-editor")):
        with pytest.raises(PermissionDenied):
            adopt_from_catalogue(prison=here, organisation=national, by=by)
        with pytest.raises(PermissionDenied):
            copy_listing(page=page, prison=here, by=by)


def test_a_copy_leaves_contacts_sessions_notes_and_figures_behind(here, elsewhere, coordinator):
    source = service(
        elsewhere,
        title="Grief group",
        description="We sit together.",
        how_to_refer="Ring Jo on x1.",
        contact_name="Jo Secret",
        contact_phone="x1",
        contact_email="jo@secret.test",
        staff_notes="Hush",
        review_months=2,
        sessions=[{"weekday": 0, "starts": datetime.time(9), "ends": datetime.time(10)}],
        needs=[NeedFactory(slug="grief")],
        share_accepted=90,
    )
    for staff_only in (True, False):
        ServiceExclusion.objects.create(page=source, group=GroupFactory(), reason="Because", staff_only=staff_only)
    since_restricted = GroupFactory(is_restricted=True)
    ServiceExclusion.objects.create(page=source, group=since_restricted, reason="Hush", staff_only=False)
    copied = live(copy_listing(page=source, prison=here, by=coordinator))
    assert not copied.live
    assert (copied.prison, copied.title, copied.description) == (here, "Grief group", "We sit together.")
    assert copied.adopted_from == f"{elsewhere.code}/{source.slug}"
    assert [need.slug for need in copied.needs.all()] == ["grief"]
    assert copied.exclusions.count() == 1
    assert not copied.sessions.exists()
    assert not any((copied.contact_name, copied.contact_phone, copied.contact_email, copied.staff_notes))
    assert copied.how_to_refer == "", "it names the other prison's people"
    assert copied.review_months is None
    status = ListingStatus.objects.get(page=copied)
    assert (status.share_accepted, status.reviewed_on) == (None, None)


def test_a_draft_of_another_prison_cannot_be_copied(here, elsewhere, coordinator):
    with pytest.raises(ValidationError, match="published"):
        copy_listing(page=service(elsewhere, live=False), prison=here, by=coordinator)


def test_screens_start_drafts_and_lead_to_the_editor(here, elsewhere, coordinator, national, client):
    source = service(elsewhere, title="Grief group")
    text = client.get(reverse("directory:adopt", args=[here.code]) + "?q=national").content.decode()
    assert "National Help" in text
    assert "not a statement that an organisation serves any prison" in text
    response = client.post(reverse("directory:adopt", args=[here.code]), {"organisation": national.pk})
    draft = ServicePage.objects.get(adopted_from="catalogue")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    own = service(here, title="Own group")
    text = client.get(reverse("directory:copy_listing", args=[here.code])).content.decode()
    assert "Grief group" in text
    assert "Own group" not in text
    refused = client.post(reverse("directory:copy_listing", args=[here.code]), {"listing": own.translation_key})
    assert refused.status_code == 404
    response = client.post(reverse("directory:copy_listing", args=[here.code]), {"listing": source.translation_key})
    assert ServicePage.objects.in_prison(here).filter(title="Grief group").exists()
    for name in ("adopt", "copy_listing"):
        for nonsense in ("x", "", "7f0e9c1e-2f3b-4a6e-9f7a-0123456789ab"):
            data = {"organisation": nonsense, "listing": nonsense}
            assert client.post(reverse(f"directory:{name}", args=[here.code]), data).status_code == 404


def test_screens_of_another_prison_are_404(here, elsewhere, coordinator, client):
    for name in ("adopt", "copy_listing", "new_organisation"):
        assert client.get(reverse(f"directory:{name}", args=[elsewhere.code])).status_code == 404


def test_a_coordinator_adds_a_local_organisation_once(here, coordinator, client):
    address = reverse("directory:new_organisation", args=[here.code])
    data = {"name": "Corner Kitchen", "email": "post@corner.example"}
    response = client.post(address, data)
    assert response.url == reverse("wagtailadmin_pages:add", args=["directory", "servicepage", here.page.pk])
    assert not Organisation.objects.get(name="Corner Kitchen").in_catalogue
    assert "in the list already" in client.post(address, data | {"name": "CORNER kitchen"}).content.decode()


def test_changing_a_contact_reaches_the_waiting_change_too(here, coordinator):
    page = service(here, contact_name="Old")
    worker = user_with_role("worker", page.organisation)
    propose_change(page=page, changes={"summary": "New words"}, by=worker)
    change_contact(page=page, name="New", phone="x2", email="", by=coordinator)
    assert (live(page).contact_name, live(page).contact_phone) == ("New", "x2")
    waiting = live(page).get_latest_revision_as_object()
    assert (waiting.contact_name, waiting.summary) == ("New", "New words")


def test_changing_a_draft_s_contact_publishes_nothing(here, coordinator):
    page = service(here, live=False)
    change_contact(page=page, name="New", phone="", email="", by=coordinator)
    assert not live(page).live
    assert live(page).get_latest_revision_as_object().contact_name == "New"


def bulk(action, *pages):
    query = "&".join(f"id={page.pk}" for page in pages)
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?{query}"


def test_bulk_confirm_pause_and_contact(here, coordinator, client):
    one, two = service(here, reviewed_on=None), service(here)
    today = timezone.localdate()
    client.post(bulk("confirm", one, two), {"method": "phone"})
    later = today + datetime.timedelta(days=9)
    client.post(bulk("pause", one, two), {"resumes_on": later.isoformat()})
    client.post(bulk("change-contact", one, two), {"name": "New"})
    for page in (one, two):
        status = ListingStatus.objects.get(page=page)
        assert (status.reviewed_on, status.availability, status.resumes_on) == (today, "paused", later)
        assert live(page).contact_name == "New"


def test_bulk_refuses_nonsense(here, coordinator, client):
    page = service(here)
    assert "after today" in client.post(bulk("pause", page), {"resumes_on": "2020-01-01"}).content.decode()
    assert "Give a name" in client.post(bulk("change-contact", page), {}).content.decode()
    assert ListingStatus.objects.get(page=page).availability == "open"


def test_bulk_touches_listings_of_the_own_prison_only(here, elsewhere, coordinator, client):
    own, foreign, draft = service(here), service(elsewhere, reviewed_on=None), service(here, live=False)
    assert client.post(bulk("confirm", own, foreign), {"method": "phone"}).status_code == 404
    text = client.get(bulk("confirm", own, draft, here.page)).content.decode()
    assert "Left out" in text
    assert ListingStatus.objects.get(page=foreign).reviewed_on is None


def test_dashboard_counts_the_own_prisons_work(here, elsewhere, coordinator, client):
    NeedFactory(slug="recent-death", label="A recent death", trigger_order=1)
    covered = NeedFactory(slug="debt", label="Debt in prison", trigger_order=2)
    late = timezone.localdate() - datetime.timedelta(days=60)
    page = service(here, title="Late group", review_due_on=late, needs=[covered])
    service(elsewhere, title="Foreign group", review_due_on=late)
    propose_change(page=page, changes={"summary": "New"}, by=user_with_role("worker", page.organisation))
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    for words in (
        "Changes awaiting approval: 1",
        "Due for review: 1",
        "Not confirmed: 1",
        "No listing for a trigger: 1",
        "A recent death",
        "Late group",
    ):
        assert words in text
    assert "Foreign group" not in text
    assert "Awaiting your review" not in text


def test_an_empty_dashboard_says_what_that_means(here, coordinator, client):
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Nothing waits." in text
    assert "Every listing is within its review." in text


def test_the_editor_has_no_curating_lists_for_whoever_curates_nothing(client):
    client.force_login(user_with_role("content-editor"))
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Changes awaiting approval" not in text


LISTS = [
    "organisation", "need", "needsynonym", "group", "groupsynonym", "deliverymode", "legalstatus", "locationkind",
    "language", "wordtoavoid", "reviewsettings",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_editors_of_the_catalogue_only(name, here, client):
    client.force_login(user_with_role("content-editor"))
    assert client.get(reverse(f"{name}:index")).status_code == 200
    client.force_login(user_with_role("coordinator", here))
    assert client.get(reverse(f"{name}:index")).status_code in (302, 404)


def test_an_editor_of_the_catalogue_changes_a_word_and_it_is_audited(client):
    user = user_with_role("content-editor")
    client.force_login(user)
    word = WordToAvoid.objects.create(words="offender", better="person in prison")
    client.post(
        reverse("wordtoavoid:edit", args=[word.pk]), {"words": "offender", "better": "person", "is_active": "on"}
    )
    word.refresh_from_db()
    assert word.better == "person"
    assert AuditEvent.objects.filter(event="editor.edit", actor_id=str(user.pk)).exists()


def test_triggers_report_counts_the_own_prison_only(here, elsewhere, coordinator, client):
    need = NeedFactory(slug="debt", label="Debt in prison", trigger_order=1)
    service(here, needs=[need])
    service(here, needs=[need], availability="paused")
    service(elsewhere, needs=[need])
    [row] = client.get(reverse("listings_per_trigger")).context["object_list"]
    assert (row.listings, row.taking) == (2, 1)


def test_due_report_can_be_exported(here, coordinator, client):
    service(here, title="Late group", review_due_on=timezone.localdate() - datetime.timedelta(days=3))
    response = client.get(reverse("listings_due") + "?export=csv")
    assert b"Late group" in b"".join(response.streaming_content)


def test_the_editor_points_at_words_without_blocking(here, coordinator, client):
    WordToAvoid.objects.create(words="offender", better="person in prison")
    page = service(here, summary="For offenders")
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Summary: “offenders”. Better: person in prison." in text


def test_a_waiting_change_is_announced_in_the_editor_and_publish_is_not_offered(here, coordinator, client):
    page = service(here)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "action-publish" in client.get(address).content.decode()
    propose_change(page=page, changes={"summary": "New"}, by=user_with_role("worker", page.organisation))
    text = client.get(address).content.decode()
    assert "Compare both and decide" in text
    assert "action-publish" not in text
    assert "Approve and make live" in text

"""People who speak for an applicant by a signed link, and what applicants see and do behind theirs."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from core.retention import run
from core.subject_access import copy_of, kind_for
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.applying import save_messages, withdraw
from volunteers.actions.clock import run_clock
from volunteers.actions.references import answer, ask_again, decline, name_referee
from volunteers.links import BrokenLink, application_link, read_application, read_reference, reference_link
from volunteers.models import words_for
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SAID = {"name": "Rhys Referee", "email": "rhys@example.org", "known_as": "my manager"}


@pytest.fixture
def role(prison, organisation):
    return make.position(prison, organisation, title="Visits host", is_open=True)


@pytest.fixture
def applied(role):
    return make.application(role, first_name="Nia", last_name="Owenby")


def token_of(link):
    return link.rstrip("/").rsplit("/", 1)[1]


def test_the_whole_way_of_a_reference(client, applied, lead):
    answer = client.post(application_link(applied), SAID | {"told": "on"}, follow=True)
    assert "Person 1" in text_of(answer)
    assert "Rhys" not in text_of(answer)
    mail = OutboxMessage.objects.get()
    assert (mail.kind, mail.to) == ("volunteers.reference-asked", "rhys@example.org")
    for word in ("Nia", "Owenby", "Rhys", "Testfield", "Visits", "Helping"):
        assert word not in mail.subject + mail.body
    link = next(line for line in mail.body.splitlines() if line.startswith("http")).partition("/volunteers")[2]
    link = f"/volunteers{link}"
    page = text_of(client.get(link))
    assert "Will you speak for N. O.?" in page
    for word in ("Nia", "Owenby", "Testfield", "Visits host"):
        assert word not in page
    assert "Choose an answer" in text_of(client.post(link, {"words": "Kind"}))
    answered = client.post(link, {"suits": "yes", "words": "Kind and on time."}, follow=True)
    assert "Your answer is with those who decide." in text_of(answered)
    assert "Kind" not in text_of(client.get(link)), "what was said is never shown behind the link again"
    assert OutboxMessage.objects.filter(kind="volunteers.reference-came", to=lead.email).count() == 1
    client.force_login(lead)
    shown = text_of(client.get(url("application", pk=applied.pk)))
    assert "Kind and on time." in shown
    assert "Yes, I would trust them with this" in shown


def test_only_who_decides_reads_it(applied, prison, organisation, lead):
    made = make.reference(applied, "answered", suits="no", words="Never on time")
    sees = {user.pk for user in (lead, user_with_role("coordinator", prison))}
    others = [
        user_with_role("security", prison),
        user_with_role("worker", organisation),
        user_with_role("lead", OrganisationFactory()),
        user_with_role("coordinator", PrisonFactory()),
        user_with_role("administrator"),
        user_with_role("coordinator", prison, email=applied.email),
    ]
    from accounts.models import User

    for user in User.objects.all():
        expected = [made] if user.pk in sees else []
        assert list(m.Reference.objects.visible_to(user)) == expected, user
    assert len(others) == 6


def test_links_that_do_not_work(client, applied):
    made = make.reference(applied)
    good, own = token_of(reference_link(made)), token_of(application_link(applied))
    assert read_reference(good) == made
    for broken in (good[:-1], own, "nonsense"):
        with pytest.raises(BrokenLink):
            read_reference(broken)
        assert client.get(url("give_reference", token=broken)).status_code == 404
    with pytest.raises(BrokenLink):
        read_application(good)
    m.Reference.objects.update(email="other@example.org")
    assert client.get(url("give_reference", token=good)).status_code == 404
    made = m.Reference.objects.get()
    m.Reference.objects.update(until=timezone.localdate() - DAY)
    ended = reference_link(made)
    assert "This link has ended" in text_of(client.get(ended))
    assert "This link has ended" in text_of(client.post(ended, {"suits": "yes"}))
    assert m.Reference.objects.get().state == "asked"


def test_an_answer_counts_once_and_holds_no_conviction_detail(client, applied):
    made = make.reference(applied)
    with pytest.raises(ValidationError, match="conviction"):
        answer(reference=made, suits="yes", words="He has a conviction for theft")
    assert "Take out" in text_of(client.post(reference_link(made), {"suits": "yes", "words": "Was in court for theft"}))
    decline(reference=made)
    with pytest.raises(NotPossible):
        answer(reference=made, suits="yes", words="")
    with pytest.raises(IntegrityError), transaction.atomic():
        m.Reference.objects.update(words="Something after all")


def test_who_names_whom_and_when(applied, lead, prison):
    with pytest.raises(NotPossible, match="somebody else than the applicant"):
        name_referee(application=applied, by=None, **SAID | {"email": "NIA@example.org"})
    name_referee(application=applied, by=None, **SAID)
    with pytest.raises(ValidationError, match="named already"):
        name_referee(application=applied, by=None, **SAID | {"email": "RHYS@example.org"})
    m.Application.objects.update(stage="conversation")
    with pytest.raises(NotPossible, match="at this stage"):
        name_referee(application=applied, by=None, **SAID | {"email": "b@example.org"})
    name_referee(application=applied, by=lead, **SAID | {"email": "b@example.org"})
    with pytest.raises(PermissionDenied):
        name_referee(application=applied, by=user_with_role("security", prison), **SAID | {"email": "c@example.org"})
    for letter in "cd":
        name_referee(application=applied, by=lead, **SAID | {"email": f"{letter}@example.org"})
    with pytest.raises(NotPossible, match="4 people"):
        name_referee(application=applied, by=lead, **SAID | {"email": "e@example.org"})


def test_the_clock_reminds_once_ends_once_and_it_can_be_asked_again(applied, lead):
    made = make.reference(applied)
    today = timezone.localdate()
    for day, reminders, ends in ((6, 0, 0), (7, 1, 0), (7, 1, 0), (21, 1, 0), (22, 1, 1), (23, 1, 1)):
        run_clock(on=today + day * DAY)
        assert OutboxMessage.objects.filter(kind="volunteers.reference-reminder").count() == reminders, day
        assert OutboxMessage.objects.filter(kind="volunteers.reference-came").count() == ends, day
    made.refresh_from_db()
    assert made.state == "ended"
    ask_again(reference=made, by=lead)
    made.refresh_from_db()
    assert (made.state, made.until) == ("asked", today + 21 * DAY)


def test_an_applicant_withdraws_and_is_taken_up_again(client, applied, lead):
    client.post(url("withdraw_application", token=token_of(application_link(applied))))
    applied.refresh_from_db()
    assert (applied.stage, applied.closed_on) == ("left", timezone.localdate())
    assert OutboxMessage.objects.filter(kind="volunteers.application-withdrawn", to=lead.email).exists()
    with pytest.raises(NotPossible, match="ended already"):
        withdraw(application=applied)
    client.force_login(lead)
    page = url("organisation_applications", key=applied.position.organisation_id)
    assert "Owenby" not in text_of(client.get(page))
    assert "Owenby" in text_of(client.get(page + "?view=ended"))
    client.post(url("application", pk=applied.pk), {"stage": "conversation", "seen_stage": "left"})
    applied.refresh_from_db()
    assert (applied.stage, applied.closed_on) == ("conversation", None)
    assert AuditEvent.objects.filter(event="application.withdrawn", actor_label="applicant link").count() == 1


def test_applicants_are_told_in_the_organisation_s_words_else_the_prison_s(client, applied, prison, organisation, lead):
    coordinator = user_with_role("coordinator", prison)
    shipped = m.StageRule.objects.get(stage="references").told
    assert words_for(applied) == shipped
    client.force_login(coordinator)
    client.post(url("messages", code="TSF"), {"references": "Ask two people, please."})
    assert words_for(applied) == "Ask two people, please."
    client.force_login(lead)
    client.post(url("organisation_messages", key=organisation.pk), {"references": "Helping Hands asks two people."})
    assert "Helping Hands asks two people." in text_of(client.get(application_link(applied)))
    save_messages(scope=organisation, words={"references": " "}, by=lead)
    assert words_for(applied) == "Ask two people, please."
    with pytest.raises(PermissionDenied):
        save_messages(scope=prison, words={"references": "Mine"}, by=lead)
    own = make.application(make.position(prison, None, title="Prison’s own"), email="x@example.org")
    assert words_for(own) == "Ask two people, please."


def test_references_leave_and_are_in_confidence(applied):
    make.reference(applied, "answered", suits="no", words="Never on time")
    copy = str(copy_of(kind_for("applicant"), applied))
    assert "Never on time" not in copy
    assert "[withheld]" in copy
    assert "rhys@example.org" not in copy
    given = str(copy_of(kind_for("referee"), m.Reference.objects.get()))
    assert "Never on time" in given
    assert "Owenby" not in given
    run(at=timezone.now() + 150 * DAY)
    assert m.Reference.objects.exists()
    run(at=timezone.now() + 205 * DAY)
    assert not m.Reference.objects.exists()

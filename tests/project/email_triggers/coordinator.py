"""Triggers of the coordinator's desk."""

from datetime import time, timedelta

from django.utils import timezone

from coordinator.actions.appointments import tell_of_vacancies
from coordinator.actions.broadcasts import draft_broadcast, send_broadcast
from coordinator.actions.engagements import remind_of_item, start_engagement
from coordinator.actions.forum import call_off_meeting, invite, save_meeting
from coordinator.actions.offers import submit_offer
from coordinator.actions.worklist import send_weekly_summaries
from coordinator.models import DeskSettings
from directory.models import ServiceSession
from tests.factories.accounts import user_with_role
from tests.project.email_triggers.planted import planted_listing, triggers


@triggers("coordinator.offer-received")
def offer_received() -> None:
    """An offer through the public form."""
    page = planted_listing()
    submit_offer(
        prison=page.prison,
        by=None,
        organisation_name="Lanternhouse Trust",
        what="Bereavement groups for Widowers",
        contact_name="Marigold Choirmaster",
        contact_email="marigold@lanternhouse.example",
        contact_phone="01632 960077",
    )


@triggers("coordinator.vacant")
def vacant() -> None:
    """A prison that has nobody."""
    planted_listing()
    user_with_role("administrator", name="Marigold Choirmaster", email="admin@national.example")
    tell_of_vacancies()


@triggers("coordinator.weekly-summary")
def weekly_summary() -> None:
    """A listing that waits, on the day of the weekly e-mail."""
    planted_listing()
    DeskSettings.objects.update_or_create(pk=1, defaults={"summary_weekday": timezone.localdate().weekday()})
    send_weekly_summaries()


@triggers("coordinator.item-due")
def item_due() -> None:
    """A coordinator reminds an organisation of its insurance."""
    page = planted_listing()
    user_with_role("lead", page.organisation, name="Marigold Choirmaster", email="lead@charity.example")
    coordinator = user_with_role("deputy", page.prison, email="deputy@prison.example")
    engagement = start_engagement(prison=page.prison, organisation=page.organisation, by=coordinator)
    remind_of_item(item=engagement.items.get(requirement__slug="insurance"), by=coordinator)


@triggers("coordinator.forum-invited")
@triggers("coordinator.forum-changed")
def forum_invited() -> None:
    """An organisation is invited to a forum, which is then called off."""
    page = planted_listing()
    by = user_with_role("coordinator", page.prison)
    facts = {"on": timezone.localdate() + timedelta(days=9), "starts": time(10), "ends": time(12)}
    meeting = save_meeting(prison=page.prison, by=by, place="Griefwalk room", agenda="Bereavement", **facts)
    invite(meeting=meeting, organisations=[page.organisation.pk], by=by)
    call_off_meeting(meeting=meeting, by=by)


@triggers("coordinator.message")
@triggers("coordinator.regime-notice")
def written_to() -> None:
    """Organisations are written to, and told of a day's regime."""
    page = planted_listing()
    today = timezone.localdate()
    ServiceSession.objects.create(page=page, weekday=today.weekday(), starts=time(10), ends=time(11))
    by = user_with_role("coordinator", page.prison)
    words = {"subject": "Griefwalk room", "body": "Bereavement groups move"}
    for facts in ({}, {"notice": "lockdown", "on": today}):
        send_broadcast(broadcast=draft_broadcast(prison=page.prison, by=by, **words, **facts), by=by)

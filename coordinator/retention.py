"""When the desk forgets who did something, and names of people whose post has ended."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from coordinator import models as m
from core.models import PrivacySettings
from core.retention import Rule, register, still_filled
from core.retention.rules import Rows, delete


def _acted_days() -> int:
    return PrivacySettings.load().acted_days


def _when(
    code: str, label: str, sentence: str, table: type[models.Model], due: Callable[[datetime], Rows], **how: Any
) -> None:
    """Register a rule of one table with the days that are kept of who did something."""
    register(
        Rule(
            code=f"coordinator.{code}",
            label=label,
            sentence=sentence,
            days=_acted_days,
            due=due,
            covers=(table,),
            **how,
        )
    )


_when(
    "snoozes",
    "What was put off",
    "What was put off is deleted once its day is long past.",
    m.WorklistSnooze,
    lambda before: m.WorklistSnooze.objects.filter(until__lt=before.date()),
    carry_out=delete,
)
_when(
    "summaries",
    "Weekly e-mails of the worklist",
    "That a weekly e-mail went to somebody is deleted.",
    m.WorklistSummary,
    lambda before: m.WorklistSummary.objects.filter(week__lt=before.date()),
    carry_out=delete,
)
_when(
    "appointments",
    "Names of people whose post has ended",
    "An appointment that ended long ago keeps its days and loses the name and extension.",
    m.Appointment,
    lambda before: m.Appointment.objects.filter(still_filled(m.Appointment), ends_on__lt=before.date()),
)
_when(
    "handovers",
    "Who started a handover",
    "Of old handovers it is no longer kept who started them.",
    m.DeskHandover,
    lambda before: m.DeskHandover.objects.filter(still_filled(m.DeskHandover), created_at__lt=before),
)
_when(
    "handover-steps",
    "Who did the steps of a handover",
    "Of old handovers it is no longer kept who did which step.",
    m.HandoverStep,
    lambda before: m.HandoverStep.objects.filter(still_filled(m.HandoverStep), handover__created_at__lt=before),
)
_when(
    "items",
    "Who ticked an organisation's checklist",
    "Of checklists it is no longer kept who ticked what, nor what was noted beside it.",
    m.OnboardingItem,
    lambda before: m.OnboardingItem.objects.filter(still_filled(m.OnboardingItem), updated_at__lt=before),
)
_when(
    "engagements",
    "Why an organisation left",
    "Of organisations that left long ago it is no longer kept why.",
    m.Engagement,
    lambda before: m.Engagement.objects.filter(still_filled(m.Engagement), left_on__lt=before.date()),
)
_when(
    "alerts",
    "Who noted a change in the charity register",
    "Of noted changes in the register it is no longer kept who noted them.",
    m.CharityAlert,
    lambda before: m.CharityAlert.objects.filter(still_filled(m.CharityAlert), noted_on__lt=before.date()),
)
register(
    Rule(
        code="coordinator.offers",
        label="Contacts in offers",
        sentence="An offer that was decided loses the contact person, as its form promises; that there was one stays.",
        days=lambda: m.DeskSettings.load().keep_decided_days,
        due=lambda before: m.ServiceOffer.objects.filter(still_filled(m.ServiceOffer), decided_at__lt=before),
        covers=(m.ServiceOffer,),
    )
)
register(
    Rule(
        code="coordinator.forgotten-offers",
        label="Contacts in offers that nobody decided",
        sentence="An offer on which nobody has done anything for long loses the contact person.",
        days=lambda: m.DeskSettings.load().keep_offers_days,
        due=lambda before: m.ServiceOffer.objects.open().filter(still_filled(m.ServiceOffer), updated_at__lt=before),
        covers=(m.ServiceOffer,),
    )
)
_when(
    "evidence",
    "Who wrote evidence down",
    "Of evidence it is no longer kept who wrote it down.",
    m.EvidenceEntry,
    lambda before: m.EvidenceEntry.objects.filter(still_filled(m.EvidenceEntry), created_at__lt=before),
)


def _strip_packs(rows: Rows) -> None:
    """Take the names of people in posts out of frozen packs; what was counted stays."""
    for pack in rows:
        pack.content = {**pack.content, "posts": [[post, "", *days] for post, _name, *days in pack.content["posts"]]}
        pack.content |= {"names_removed": True}
        pack.requested_by = None
        pack.save(update_fields=["content", "requested_by", "updated_at"])


_when(
    "packs",
    "Names in old inspection packs",
    "Old packs lose the names of people in posts, and who asked for them.",
    m.InspectionPack,
    lambda before: m.InspectionPack.objects.filter(built_at__lt=before).exclude(content__has_key="names_removed"),
    carry_out=_strip_packs,
)
_when(
    "involvement",
    "Who kept the involvement log",
    "Of what people in prison said it is no longer kept which member of staff wrote it down.",
    m.Involvement,
    lambda before: m.Involvement.objects.filter(still_filled(m.Involvement), updated_at__lt=before),
)
_when(
    "forum",
    "Who kept the forum's papers",
    "Of meetings of the forum it is no longer kept who planned them and wrote the minutes.",
    m.ForumMeeting,
    lambda before: m.ForumMeeting.objects.filter(still_filled(m.ForumMeeting), updated_at__lt=before),
)
_when(
    "actions",
    "Who wrote down the forum's actions",
    "Of actions of the forum it is no longer kept who wrote them down.",
    m.ForumAction,
    lambda before: m.ForumAction.objects.filter(still_filled(m.ForumAction), updated_at__lt=before),
)
_when(
    "recommendations",
    "Who wrote down recommendations",
    "Of recommendations it is no longer kept who wrote down how far they are.",
    m.Recommendation,
    lambda before: m.Recommendation.objects.filter(still_filled(m.Recommendation), updated_at__lt=before),
)
_when(
    "funding",
    "Who wrote down funding",
    "Of grants and contracts it is no longer kept which member of staff wrote them down.",
    m.Funding,
    lambda before: m.Funding.objects.filter(still_filled(m.Funding), updated_at__lt=before),
)
_when(
    "broadcasts",
    "Who wrote to organisations",
    "Of messages to organisations it is no longer kept which member of staff sent them.",
    m.Broadcast,
    lambda before: m.Broadcast.objects.filter(still_filled(m.Broadcast), updated_at__lt=before),
)
register(
    Rule(
        code="coordinator.drafts",
        label="Messages that nobody sent",
        sentence="A message to organisations that nobody sent is deleted.",
        days=lambda: m.NetworkSettings.load().draft_days,
        due=lambda before: m.Broadcast.objects.filter(sent_at=None, updated_at__lt=before),
        covers=(m.Broadcast,),
        carry_out=delete,
    )
)
_when(
    "briefings",
    "Who wrote down awareness sessions",
    "Of awareness sessions for staff it is no longer kept who wrote them down.",
    m.Briefing,
    lambda before: m.Briefing.objects.filter(still_filled(m.Briefing), updated_at__lt=before),
)

"""What the finder does when the directory changes."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from accounts.rights import register_editor_permissions
from accounts.roles import ADMINISTRATOR, Role
from directory import models as m
from search import sync
from search.models import RankingWeights

VOCABULARY = (
    m.Need, m.NeedSynonym, m.Group, m.GroupSynonym, m.LegalStatus, m.LocationKind, m.DeliveryMode, m.Language,
    m.ReviewSettings, RankingWeights,
)  # fmt: skip
RELATIONS = ("needs", "groups", "delivery_modes", "legal_statuses", "locations", "languages")


def _page_changed(sender: Any, instance: Page, **kwargs: Any) -> None:
    sync.note_pages([instance.pk])


def _child_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    sync.note_pages([instance.page_id])


def _relation_changed(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    if action.startswith("post_"):
        sync.note_pages(pk_set or () if reverse else [instance.pk])


def _vocabulary_changed(sender: Any, **kwargs: Any) -> None:
    sync.note_vocabulary()


@receiver(post_save, sender=m.Organisation)
def _organisation_changed(sender: Any, instance: m.Organisation, created: bool, **kwargs: Any) -> None:
    if not created:
        sync.changed(organisation=instance)


@register_editor_permissions
def weighs_the_finder(role: Role) -> list[str]:
    """National administrators change the ranking's weights in the CMS."""
    return ["search.change_rankingweights", "search.change_learningsettings"] if role == ADMINISTRATOR else []


def connect() -> None:
    """Listen to every table that the index or the vocabulary is made from."""
    for sender in (Page, m.ServicePage):
        post_save.connect(_page_changed, sender=sender)
    for signal in (page_published, page_unpublished):
        signal.connect(_page_changed)
    for name in RELATIONS:
        m2m_changed.connect(_relation_changed, sender=getattr(m.ServicePage, name).through)
    for signal in (post_save, post_delete):
        for child in (m.ServiceSession, m.ServiceExclusion):
            signal.connect(_child_changed, sender=child)
        for table in VOCABULARY:
            signal.connect(_vocabulary_changed, sender=table)

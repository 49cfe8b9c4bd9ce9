"""Starting listings from what exists elsewhere, and changing the contact of several at once."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import guardian
from accounts.roles import CURATE_CATALOGUE, CURATE_LISTINGS
from core import audit
from directory.actions.listings import change_live, save_draft
from directory.listing_content import content_of
from directory.models import Organisation, Prison, PrisonPage, ServiceExclusion, ServicePage

#: What is true of a listing wherever the organisation works. Contacts, sessions and staff notes are not.
_COPIED = (
    *("title", "title_cy", "summary", "summary_cy", "description", "does_not", "age_from", "age_to"),
    *("weeks_left_min", "weeks_left_max", "access_needs", "group_size", "needs_unlock", "needs_escort"),
    *("who_can_refer", "self_referral", "response_days", "never_by_name"),
    *("asks_release_window", "asks_key_dates", "for_men", "for_women"),
)
_COPIED_TERMS = ("needs", "groups", "delivery_modes", "legal_statuses", "locations", "languages")


@transaction.atomic
def adopt_from_catalogue(*, prison: Prison, organisation: Organisation, by: Any) -> ServicePage:
    """Start a draft from the national catalogue and return it. It is not live, and promises nothing.

    Presence in the catalogue is not a statement that the organisation serves any prison. Raises PermissionDenied,
    or ValidationError when the prison is closed or the organisation is not in the catalogue.
    """
    parent = _page_to_add_to(prison, by)
    if not organisation.in_catalogue:
        raise ValidationError("This organisation is not in the national catalogue.")
    draft = ServicePage(
        title=organisation.name,
        organisation=organisation,
        summary=organisation.what_they_do[:300],
        description=organisation.what_they_do,
        for_men=prison.holds_men or not prison.holds_women,
        for_women=prison.holds_women or not prison.holds_men,
        adopted_from="catalogue",
    )
    terms = {name: getattr(organisation, name).filter(is_active=True) for name in ("needs", "groups", "delivery_modes")}
    page = _add_draft(parent, draft, terms, by)
    audit.record("listing.adopted", by=by, about=page, scope=prison)
    return page


@transaction.atomic
def copy_listing(*, page: ServicePage, prison: Prison, by: Any) -> ServicePage:
    """Start a draft from a live listing, most often another prison's, and return it.

    Contacts, how to refer (which names that prison's people and extensions), sessions, staff notes, statistics and
    what only that prison's staff may read are left behind. Raises PermissionDenied, or ValidationError when the prison
    is closed or the listing is not published.
    """
    parent = _page_to_add_to(prison, by)
    source = ServicePage.objects.visible_to(by).filter(pk=page.pk, live=True).first()
    if source is None:
        raise ValidationError("Only a published listing can be copied.")
    draft = ServicePage(
        organisation=source.organisation,
        adopted_from=f"{source.prison_id}/{source.slug}"[:60],
        **{name: getattr(source, name) for name in _COPIED},
    )
    draft.exclusions = [
        ServiceExclusion(group=row.group, reason=row.reason)
        for row in source.exclusions.filter(staff_only=False, group__is_restricted=False)
    ]
    terms = {name: getattr(source, name).all() for name in _COPIED_TERMS}
    copied = _add_draft(parent, draft, terms, by)
    audit.record("listing.copied", by=by, about=copied, scope=prison, source=source.pk)
    return copied


def _page_to_add_to(prison: Prison, by: Any) -> PrisonPage:
    if not guardian.can(by, CURATE_LISTINGS, prison):
        raise PermissionDenied("Only this prison's coordinator or deputy adds listings.")
    parent = PrisonPage.objects.filter(prison=prison).first()
    if parent is None or not prison.is_open:
        raise ValidationError("This prison's directory is not open yet.")
    return parent


def _add_draft(parent: PrisonPage, draft: ServicePage, terms: dict[str, Any], by: Any) -> ServicePage:
    draft.prison, draft.owner = parent.prison, by
    draft.live, draft.has_unpublished_changes = False, True
    for name, chosen in terms.items():
        setattr(draft, name, list(chosen))
    parent.add_child(instance=draft)
    draft.save_revision(user=by)
    return draft


@transaction.atomic
def change_contact(*, page: ServicePage, name: str, phone: str, email: str, by: Any) -> None:
    """Replace a listing's contact at once; drafts that wait carry the new one too. Raises PermissionDenied."""
    if not guardian.can(by, CURATE_LISTINGS, page.prison):
        raise PermissionDenied("Only this prison's coordinator or deputy changes its listings.")
    locked = ServicePage.objects.select_for_update().get(pk=page.pk)
    values = {"contact_name": name, "contact_phone": phone, "contact_email": email}
    if locked.live:
        change_live(page=locked, values=values, by=by)
    else:
        latest = locked.latest_revision.content if locked.latest_revision else content_of(locked)
        save_draft(locked, {**latest, **values}, by)
    audit.record("listing.changed", by=by, about=page, scope=page.prison, fields=sorted(values))


@transaction.atomic
def add_organisation(*, organisation: Organisation, by: Any) -> Organisation:
    """Save a new organisation that works in a prison. It is not in the national catalogue by that.

    Raises PermissionDenied for whoever curates nothing.
    """
    curates = Prison.objects.where_allowed(by, CURATE_LISTINGS).exists()
    if not curates and not guardian.nationally_allowed(by, CURATE_CATALOGUE):
        raise PermissionDenied("Only coordinators and editors of the catalogue add organisations.")
    organisation.in_catalogue = False
    organisation.full_clean(exclude=["slug"])
    organisation.save(force_insert=True)
    audit.record("organisation.added", by=by, about=organisation, scope=organisation)
    return organisation

"""Prisons, organisations and listings for tests."""

import datetime

import factory
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from directory import models as m


class PrisonFactory(factory.django.DjangoModelFactory):
    """An open prison without a page; see `open_prison_for_test` for one with its subtree."""

    class Meta:
        model = m.Prison
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"T{n:02d}")
    name = factory.LazyAttribute(lambda o: f"Testfield {o.code} (HMP)")
    holds_men = True
    opened_on = datetime.date(2026, 1, 5)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An organisation that offers services."""

    class Meta:
        model = m.Organisation

    name = factory.Sequence(lambda n: f"Helping Hands {n}")
    email = factory.LazyAttribute(lambda o: f"{o.name.lower().replace(' ', '.')}@example.org")


class NeedFactory(factory.django.DjangoModelFactory):
    """A heading; give `parent` for a need under it."""

    class Meta:
        model = m.Need
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"need-{n}")
    label = factory.LazyAttribute(lambda o: o.slug.replace("-", " ").capitalize())


class GroupFactory(factory.django.DjangoModelFactory):
    """A group or circumstance."""

    class Meta:
        model = m.Group
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"group-{n}")
    label = factory.LazyAttribute(lambda o: o.slug.replace("-", " ").capitalize())


def page_tree() -> m.PrisonIndexPage:
    """Return the page under which prisons stand, with the site's home page above it, made when missing."""
    index = m.PrisonIndexPage.objects.first()
    if index:
        return index
    # A browser test empties every table behind itself, also those that migrations filled.
    Locale.objects.get_or_create(language_code="en-gb")
    root = Page.objects.filter(depth=1).first() or Page.add_root(instance=Page(title="Root", slug="root"))
    home = root.add_child(instance=m.HomePage(title="Alongside", slug="alongside"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "port": 80}
    )
    return home.add_child(instance=m.PrisonIndexPage(title="Prisons", slug="prisons"))


def prison_page(prison: m.Prison | None = None, **fields: object) -> m.PrisonPage:
    """Return the live page of a prison (a new one when not given)."""
    prison = prison or PrisonFactory(**fields)
    found = m.PrisonPage.objects.filter(prison=prison).first()
    return found or page_tree().add_child(instance=m.PrisonPage(title=prison.name, slug=prison.slug, prison=prison))


def service(prison: m.Prison | None = None, *, needs=(), groups=(), modes=(), sessions=(), **fields) -> m.ServicePage:
    """Return a live listing: `sessions` are dicts of ServiceSession; fields of ListingStatus go to its status."""
    parent = prison_page(prison)
    status = {
        name: fields.pop(name)
        for name in [f.name for f in m.ListingStatus._meta.fields]
        if name in fields and name not in ("id", "page")
    }
    live = fields.pop("live", True)
    fields.setdefault("title", f"Service {m.ServicePage.objects.count() + 1}")
    fields.setdefault("organisation", None) or fields.update(organisation=OrganisationFactory())
    fields.setdefault("summary", "Helps people in prison with a worry.")
    page = m.ServicePage(prison=parent.prison, live=live, **fields)
    page.needs, page.groups, page.delivery_modes = list(needs), list(groups), list(modes)
    page.sessions = [m.ServiceSession(**session) for session in sessions]
    parent.add_child(instance=page)
    today = datetime.date.today()
    status.setdefault("reviewed_on", today)
    status.setdefault("review_due_on", today + datetime.timedelta(days=180))
    status.setdefault("availability_confirmed_on", today)
    m.ListingStatus.objects.filter(page=page).update(**status)
    page.refresh_from_db()
    return page


def session_in(days: int) -> dict[str, object]:
    """Return a weekly session, 2pm to 4pm in the chapel, that comes so many days from today."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    return {"weekday": day.weekday(), "starts": datetime.time(14), "ends": datetime.time(16), "place": "Chapel"}

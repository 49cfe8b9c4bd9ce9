"""Makes many listings fast, to measure with: 20,000 over the register's 127 prisons in about a minute.

The texts are those of the demonstration listings, drawn with a fixed seed, so that two runs are alike. Everything
made here is marked with `adopted_from`, so that it can be told apart and removed.
"""

import csv
import random
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models.sql.subqueries import InsertQuery
from django.utils import timezone
from wagtail.models import Locale, Page

from directory import models as m
from directory.actions.prisons import prison_index
from directory.enums import Availability
from search import sync

MARK = "scale-data"
ORGANISATIONS = 200
BATCH = 1000
_DEMONSTRATION = Path(m.__file__).resolve().parent.parent / "demonstration" / "services.csv"
_AVAILABILITY = [*[Availability.OPEN] * 7, Availability.LIMITED, Availability.WAITING_LIST, Availability.PAUSED]


def seed(listings: int, prisons: list[m.Prison]) -> Iterator[int]:
    """Add listings spread evenly over the prisons, yielding how many stand after each batch.

    Needs the reference data. Opens the prisons that are not open, without coordinators.
    """
    chance = random.Random(listings)
    pages = [_page_of(prison) for prison in prisons]
    organisations = _organisations()
    texts = _texts()
    made = 0
    while made < listings:
        size = min(BATCH, listings - made)
        with transaction.atomic():
            batch = [_listing(made + number, pages, organisations, texts, chance) for number in range(size)]
            _insert(batch, pages, texts, chance)
        made += size
        yield made


def remove() -> int:
    """Delete what `seed` made, and return how many listings that were."""
    found = m.ServicePage.objects.filter(adopted_from=MARK)
    ids = list(found.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        m.ServicePage.objects.filter(pk__in=ids[start : start + BATCH]).delete()
    m.Organisation.objects.filter(slug__startswith=f"{MARK}-", services=None).delete()
    return len(ids)


def _page_of(prison: m.Prison) -> m.PrisonPage:
    found = m.PrisonPage.objects.filter(prison=prison).first()
    if not prison.is_open:
        prison.opened_on = timezone.localdate()
        prison.save(update_fields=["opened_on"])
    page = m.PrisonPage(title=prison.name, slug=prison.slug, prison=prison)
    return found or prison_index().add_child(instance=page)


def _organisations() -> list[m.Organisation]:
    m.Organisation.objects.bulk_create(
        (
            m.Organisation(name=f"Scale organisation {n} (invented)", slug=f"{MARK}-{n}", is_demonstration=True)
            for n in range(ORGANISATIONS)
        ),
        ignore_conflicts=True,
    )
    return list(m.Organisation.objects.filter(slug__startswith=f"{MARK}-").order_by("slug"))


def _texts() -> list[dict[str, str]]:
    with _DEMONSTRATION.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _listing(
    number: int,
    pages: list[m.PrisonPage],
    organisations: list[m.Organisation],
    texts: list[dict[str, str]],
    chance: random.Random,
) -> m.ServicePage:
    parent, text = pages[number % len(pages)], chance.choice(texts)
    slug = f"{MARK}-{number}-{chance.randrange(10**9)}"
    parent.numchild += 1
    return m.ServicePage(
        title=f"{text['title']} {number}",
        draft_title=f"{text['title']} {number}",
        slug=slug,
        url_path=f"{parent.url_path}{slug}/",
        path=Page._get_path(parent.path, parent.depth + 1, parent.numchild),
        depth=parent.depth + 1,
        content_type=ContentType.objects.get_for_model(m.ServicePage),
        locale=Locale.get_default(),
        first_published_at=timezone.now(),
        prison_id=parent.prison_id,
        organisation=chance.choice(organisations),
        summary=text["summary"],
        description=text["description"],
        how_to_refer=text["how_to_refer"],
        age_from=chance.choice([None, None, None, 18, 50]),
        adopted_from=MARK,
    )


def _insert(
    batch: list[m.ServicePage], pages: list[m.PrisonPage], texts: list[dict[str, str]], chance: random.Random
) -> None:
    """Write the rows table by table: bulk_create knows no inherited tables, so parents come first."""
    fields = [field.attname for field in Page._meta.local_fields if not field.primary_key]
    parents = Page.objects.bulk_create(Page(**{name: getattr(listing, name) for name in fields}) for listing in batch)
    for listing, parent in zip(batch, parents, strict=True):
        listing.page_ptr_id = listing.id = parent.pk
    _insert_children(batch)
    m.PrisonPage.objects.bulk_update(pages, ["numchild"])
    _relate(batch, texts, chance)
    _date(batch, chance)
    sync.index_pages(listing.pk for listing in batch)


def _insert_children(batch: list[m.ServicePage]) -> None:
    """Write the listings' own table, as many rows a statement as the database takes."""
    fields = list(m.ServicePage._meta.local_concrete_fields)
    size = connection.ops.bulk_batch_size(fields, batch)
    for start in range(0, len(batch), size):
        query = InsertQuery(m.ServicePage)
        query.insert_values(fields, batch[start : start + size])
        query.get_compiler(connection=connection).execute_sql()


def _relate(batch: list[m.ServicePage], texts: list[dict[str, str]], chance: random.Random) -> None:
    by_title = {text["title"]: text for text in texts}
    for name, table, column in (("needs", m.Need, "needs"), ("groups", m.Group, "groups")):
        known = {term.slug: term.pk for term in table.objects.all()}
        through = getattr(m.ServicePage, name).through
        through.objects.bulk_create(
            through(servicepage_id=listing.pk, **{f"{table._meta.model_name}_id": known[slug]})
            for listing in batch
            for slug in dict.fromkeys(by_title[listing.title.rpartition(" ")[0]][column].split(";"))
            if slug in known
        )


def _date(batch: list[m.ServicePage], chance: random.Random) -> None:
    today = timezone.localdate()
    m.ListingStatus.objects.bulk_create(
        m.ListingStatus(
            page=listing,
            availability=chance.choice(_AVAILABILITY),
            reviewed_on=today,
            review_due_on=today + timedelta(days=chance.randint(-60, 180)),
            availability_confirmed_on=today - timedelta(days=chance.randint(0, 60)),
        )
        for listing in batch
    )
    m.ServiceSession.objects.bulk_create(
        m.ServiceSession(page=listing, weekday=chance.randrange(7), starts=time(14), ends=time(16), sort_order=0)
        for listing in batch
        if chance.random() < 0.7
    )

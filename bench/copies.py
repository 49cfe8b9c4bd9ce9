"""Makes 200,000 listings of 20,000 in half a minute: the database copies their rows, without a word of Python each.

A copy has the words, organisation, needs, dates and sessions of its original, in the same prison. Enough to measure how
time grows with listings; nobody should judge rankings by them.
"""

from collections.abc import Iterator

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import F, Max
from wagtail.models import Page

from bench.seed import MARK
from directory import models as m
from search.models import IndexRow

#: A copy differs from its original in the first character of its last step in the tree, which `seed` leaves at 0.
MOST = 10
_STEP = Page.steplen
_NEW_KEY = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


def multiply(times: int) -> Iterator[int]:
    """Make the listings of `seed` that many times as many (2 to 10), yielding how many stand after each step.

    Call it once on a database. Raises ValueError beyond 10.
    """
    if not 2 <= times <= MOST:
        raise ValueError(f"listings can be made 2 to {MOST} times as many")
    originals = m.ServicePage.objects.filter(adopted_from=MARK).count()
    stride = Page.objects.aggregate(last=Max("pk"))["last"] + 1
    for number in range(1, times):
        with transaction.atomic(), connection.cursor() as cursor:
            for sql in _copying(number, stride):
                cursor.execute(sql)
        yield originals * (number + 1)
    m.PrisonPage.objects.update(numchild=F("numchild") * times)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [Page]):
            cursor.execute(sql)


def _copying(number: int, stride: int) -> Iterator[str]:
    """Yield a statement for each table, parents first."""
    later = f"+ {number * stride}"
    is_original = (
        "IN (SELECT page_ptr_id FROM directory_servicepage "  # noqa: S608  numbers and names of our own only
        f"WHERE adopted_from = '{MARK}' AND page_ptr_id < {stride})"
    )
    yield _copy(
        Page,
        f"id {is_original}",
        id=f"id {later}",
        slug=f"slug || '-{number}'",
        url_path=f"url_path || '{number}/'",
        path=f"substr(path, 1, length(path) - {_STEP}) || '{number}' || substr(path, length(path) - {_STEP - 2})",
        translation_key=_NEW_KEY[connection.vendor],
    )
    yield _copy(m.ServicePage, f"page_ptr_id {is_original}", page_ptr_id=f"page_ptr_id {later}")
    for table in (m.ServicePage.needs.through, m.ServicePage.groups.through):
        yield _copy(table, f"servicepage_id {is_original}", servicepage_id=f"servicepage_id {later}")
    for table in (m.ListingStatus, m.ServiceSession, IndexRow):
        yield _copy(table, f"page_id {is_original}", page_id=f"page_id {later}")


def _copy(model: type[models.Model], where: str, **changed: str) -> str:
    """Return a statement that copies rows with some columns changed; numbers of rows are given by the database."""
    columns = [
        field.column
        for field in model._meta.local_concrete_fields
        if field.column in changed or not (field.primary_key and field.remote_field is None)
    ]
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE {where}'  # noqa: S608

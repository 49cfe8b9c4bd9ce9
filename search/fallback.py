"""Where to turn when nothing was found: nearest needs, national helplines, chaplaincy and Safer Custody."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Value, When

from directory.enums import ContactFunction
from directory.models import Need, Organisation, Prison, PrisonContact
from search.models import IndexRow
from search.types import RecognisedNeed
from search.vocabulary import Vocabulary

MOST_NEEDS = 5
MOST_HELPLINES = 6
#: Ways in which a national organisation reaches somebody without visiting the prison.
FROM_AFAR = ("telephone", "postal")
CONTACTS = (ContactFunction.SAFER_CUSTODY, ContactFunction.CHAPLAINCY)


def nearest_needs(
    asked: Iterable[RecognisedNeed], guesses: Iterable[str], prison: Prison, visible: Any, vocabulary: Vocabulary
) -> tuple[Need, ...]:
    """Return needs near those asked for that this prison has listings for: guessed, under the same heading, or
    offered by the same services. Two queries at most.
    """
    wanted = [need.slug for need in asked if not need.negated]
    near = list(guesses)
    for slug in wanted:
        heading = vocabulary.heading_of.get(slug, slug)
        near += [*vocabulary.children.get(heading, ()), heading]
    rows = IndexRow.objects.filter(prison=prison, page__in=visible).values_list("needs", flat=True)
    offered = [set(needs.split()) for needs in rows]
    near += [slug for needs in offered if needs & set(wanted) for slug in sorted(needs)]
    here = set().union(*offered)
    found = [slug for slug in dict.fromkeys(near) if slug in here and slug not in wanted and slug in vocabulary.needs]
    return tuple(vocabulary.needs[slug] for slug in found[:MOST_NEEDS])


def helplines(needs: Iterable[str], vocabulary: Vocabulary) -> tuple[Organisation, ...]:
    """Return national organisations that can be rung or written to: those for the needs first. One query."""
    slugs = set(needs)
    slugs |= {vocabulary.heading_of[slug] for slug in slugs if slug in vocabulary.heading_of}
    about = Count("needs", filter=Q(needs__slug__in=slugs), distinct=True)
    reaches = Q(pk__in=Organisation.objects.filter(in_catalogue=True, delivery_modes__slug__in=FROM_AFAR))
    found = (
        Organisation.objects.filter(Q(is_helpline=True) | reaches)
        .annotate(
            about=about,
            general=Case(When(is_helpline=True, then=Value(1)), default=Value(0), output_field=IntegerField()),
        )
        .filter(Q(about__gt=0) | Q(is_helpline=True))
        .order_by("-about", "-general", "name")
    )
    return tuple(found[:MOST_HELPLINES])


def contacts(prison: Prison) -> tuple[PrisonContact, ...]:
    """Return the prison's Safer Custody and chaplaincy contacts, Safer Custody first. For staff only. One query."""
    found = PrisonContact.objects.filter(prison=prison, function__in=CONTACTS)
    return tuple(sorted(found, key=lambda contact: (CONTACTS.index(ContactFunction(contact.function)), contact.order)))

"""A small prison to search in."""

import pytest

from directory import models as m
from directory.models import Need, NeedSynonym
from tests.factories.directory import GroupFactory, NeedFactory, PrisonFactory


@pytest.fixture
def prison(db) -> m.Prison:
    """Return an open men's prison."""
    return PrisonFactory(code="TST", name="Testfield (HMP)")


@pytest.fixture
def needs(db) -> dict[str, Need]:
    """Make a heading with needs under it, and some others, with slang."""
    heading = NeedFactory(slug="bereavement", label="Bereavement and loss")
    safety = NeedFactory(slug="safety", label="Safety")
    drugs = NeedFactory(slug="drugs-alcohol", label="Drugs, alcohol and gambling")
    made = {
        need.slug: need
        for need in (
            heading,
            safety,
            drugs,
            NeedFactory(slug="recent-death", label="Someone close has died", parent=heading),
            NeedFactory(slug="funeral", label="Funeral or saying goodbye", parent=heading),
            NeedFactory(slug="debt-in-prison", label="Debt on the wing", parent=safety),
            NeedFactory(slug="drug-use", label="Drug use", parent=drugs),
            NeedFactory(slug="synthetic-drugs", label="Spice and other synthetic drugs", parent=drugs),
        )
    }
    for slug, words in (
        ("recent-death", "lost his mum"),
        ("recent-death", "bereaved"),
        ("recent-death", "nan died"),
        ("drug-use", "heroin"),
        ("drug-use", "using"),
        ("synthetic-drugs", "spice"),
        ("debt-in-prison", "double bubble"),
    ):
        NeedSynonym.objects.create(need=made[slug], words=words)
    return made


@pytest.fixture
def groups(db) -> dict[str, m.Group]:
    """Make groups with slang."""
    made = {
        "anyone": GroupFactory(slug="anyone", label="Anyone in the prison"),
        "women": GroupFactory(slug="women", label="Women"),
        "men": GroupFactory(slug="men", label="Men"),
        "veterans": GroupFactory(slug="veterans", label="Armed Forces veterans"),
        "remand": GroupFactory(slug="remand", label="People on remand"),
        "young-adults": GroupFactory(slug="young-adults", label="Young adults (18 to 25)", age_from=18, age_to=25),
        "parents": GroupFactory(slug="parents", label="Parents and carers"),
        "sensitive": GroupFactory(slug="sensitive", label="People convicted of something", is_restricted=True),
    }
    for slug, words in (("veterans", "ex-army"), ("parents", "mum"), ("remand", "on remand")):
        m.GroupSynonym.objects.create(group=made[slug], words=words)
    for slug, is_remand in (("unconvicted", True), ("convicted-unsentenced", True), ("sentenced", False)):
        m.LegalStatus.objects.create(slug=slug, label=slug.replace("-", " ").capitalize(), is_remand=is_remand)
    for slug, label in (("wing", "Ordinary wing"), ("csu", "Segregation (CSU)")):
        m.LocationKind.objects.create(slug=slug, label=label)
    return made

"""The shipped reference data loads once, whole, and respects what an administrator changed."""

import csv

import pytest

from directory.models import Group, Need, NeedSynonym, Organisation, Prison
from directory.reference_data import FOLDER, load_reference


def count(name: str) -> int:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return sum(1 for _ in csv.DictReader(file))


@pytest.mark.django_db
def test_everything_shipped_is_loaded(reference):
    assert Prison.objects.count() == count("prisons.csv") == 127
    assert Need.objects.count() == count("needs.csv")
    assert Need.objects.headings().count() == 14
    assert Need.objects.triggers().count() == 26
    assert Need.objects.triggers().first().slug == "recent-death"
    assert Group.objects.count() == count("groups.csv") == 38
    assert Organisation.objects.catalogue().count() == count("national_organisations.csv") == 58
    assert Organisation.objects.filter(is_helpline=True).count() == count("helplines.csv")
    assert not Prison.objects.opened().exists()


@pytest.mark.django_db
def test_loading_again_adds_nothing_and_keeps_an_administrators_changes(reference):
    need = Need.objects.get(slug="self-harm")
    need.label = "Hurting oneself"
    need.save()
    need.synonyms.filter(words="SH").delete()
    words = NeedSynonym.objects.count()

    assert set(load_reference().values()) == {0}

    need.refresh_from_db()
    assert need.label == "Hurting oneself"
    assert NeedSynonym.objects.count() == words


@pytest.mark.django_db
def test_sensitive_groups_are_restricted_to_staff(reference):
    assert Group.objects.get(slug="convicted-of-sexual-offences").is_restricted
    assert not Group.objects.get(slug="children-under-18").is_active

"""The wording check finds words about people, as whole words, and leaves names and fixed terms alone."""

import csv

import pytest

from directory.models import NeedSynonym, WordToAvoid
from directory.reference_data import FOLDER
from directory.wording import check_listing, check_texts, find_words
from tests.factories.directory import OrganisationFactory, service


@pytest.fixture(scope="module")
def words():
    with (FOLDER / "words_to_avoid.csv").open(encoding="utf-8") as file:
        return [WordToAvoid(**row) for row in csv.DictReader(file)]


def found(text, words, names=()):
    return [written for written, _word in find_words(text, words, names)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Support for offenders", ["offenders"]),
        ("Support for EX-OFFENDERS and others", ["EX-OFFENDERS"]),
        ("An offender’s family", ["offender’s"]),
        ("inmates, convicts and cons", ["inmates", "convicts", "cons"]),
        ("Drug users and an addict", ["users", "addict"]),
        ("Each prisoner", ["Prisoner"]),
        ("prisoners' letters", ["prisoners'"]),
        ("He was an abuser.", ["abuser"]),
        ("A criminal", ["criminal"]),
    ],
)
def test_finds(text, expected, words):
    assert [word.lower() for word in found(text, words)] == [word.lower() for word in expected]


@pytest.mark.parametrize(
    "text",
    [
        "People in prison and people leaving prison",
        "Convicted and unconvicted, addiction, confidence, contact",
        "Ask the offender management unit or the community offender manager",
        "Young offender institution",
        "The criminal justice system and a criminal record",
        "Pros and cons",
        "Wheelchair users are welcome",
        "Used by many, usual, useful, username",
        "Prison, imprisoned, imprisonment",
        "Abused, abuse",
        "",
    ],
)
def test_leaves_alone(text, words):
    assert found(text, words) == []


def test_names_of_organisations_are_never_at_fault(words):
    names = ["User Voice", "Prisoners' Advice Service", "Prisoners Abroad"]
    text = "User Voice, Prisoners Abroad and the Prisoners' Advice Service help users."
    assert found(text, words, names) == ["users"]


def test_without_any_words_nothing_is_found():
    assert list(find_words("offender", [])) == []


def test_an_odd_list_breaks_nothing():
    odd = [WordToAvoid(words="(", better="x"), WordToAvoid(words="a.b", better="y", fine_in=";;")]
    assert found("a+b (", odd) == ["("]


@pytest.mark.django_db
def test_checks_every_field_of_a_listing_and_says_what_to_write(words):
    WordToAvoid.objects.bulk_create(words)
    OrganisationFactory(name="User Voice")
    page = service(title="Inmate support", summary="With User Voice.", staff_notes="A drug user.")
    assert [str(finding) for finding in check_listing(page)] == [
        "Name: “Inmate”. Better: person in prison.",
        "Notes for staff only: “user”. Better: person who uses the service, person.",
    ]


@pytest.mark.django_db
def test_a_word_that_is_not_in_use_is_not_found(words):
    WordToAvoid.objects.bulk_create(words)
    WordToAvoid.objects.filter(words="user").update(is_active=False)
    assert check_texts({"a": "user user offender"}, {"a": "A"})[0].word == "offender"


@pytest.mark.django_db
def test_each_word_is_named_once_a_field(words):
    WordToAvoid.objects.bulk_create(words)
    assert len(check_texts({"a": "user User users"}, {})) == 2


@pytest.mark.django_db
def test_shipped_labels_and_definitions_pass_while_synonyms_are_not_checked(reference):
    from directory.models import Group, Need, Organisation

    texts = {need.slug: f"{need.label}\n{need.plain_definition}" for need in Need.objects.all()}
    texts |= {f"group-{group.slug}": f"{group.label}\n{group.note}" for group in Group.objects.all()}
    catalogue = {f"organisation-{one.name}": one.what_they_do for one in Organisation.objects.all()}
    assert len(catalogue) >= 58
    assert check_texts(texts | catalogue, {}) == []
    assert NeedSynonym.objects.filter(words__icontains="con").exists()

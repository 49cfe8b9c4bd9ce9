"""The command line's contract for integrators."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.directory import OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("find", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def listing(prison, needs, groups):
    helper = OrganisationFactory(name="Harbour Bereavement")
    service(prison, title="Women's grief group", needs=[needs["recent-death"]], for_men=False)
    return service(prison, title="Grief visits", needs=[needs["recent-death"]], organisation=helper)


def test_json_is_one_object_and_nothing_else(listing):
    out, err = run("lost his mum", "--prison", "tst", "--json")
    assert err == ""
    found = json.loads(out)
    assert list(found) == ["query", "needs", "results", "not_suitable"]
    assert (found["query"], found["needs"], found["not_suitable"]) == ("lost his mum", ["recent-death"], 1)
    [result] = found["results"]
    assert result == {
        "title": "Grief visits",
        "organisation": "Harbour Bereavement",
        "needs": ["recent-death"],
        "url": listing.url,
        "why": "For someone close has died",
    }


def test_readable_list_and_what_was_left_out(listing):
    out, _ = run("lost his mum", "--prison", "TST")
    assert "1. Grief visits (Harbour Bereavement)" in out
    assert "1 not suitable: 1 women only." in out


def test_nothing_found_still_says_where_to_turn(prison, needs):
    out, _ = run("double bubble", "--prison", "TST")
    assert "No suitable service was found." in out
    assert "Safer Custody" in out


def test_who_narrows(listing, prison, needs, groups):
    service(prison, title="Young people", needs=[needs["recent-death"]], age_from=18, age_to=25)
    out, _ = run("bereaved", "--prison", "TST", "--who", "veterans; 40", "--json")
    assert [result["title"] for result in json.loads(out)["results"]] == ["Grief visits"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["x", "--prison", "NOPE"], "There is no prison with the code NOPE."),
        (["x", "--prison", "TST", "--who", "martians"], "“martians” is not a group"),
        (["x", "--prison", "TST", "--who", "9" * 5000 + "+"], "is not a group"),
        (["x", "--prison", "TST", "--who", "9-" + "9" * 5000], "is not a group"),
        (["x", "--prison", "TST", "--limit", "0"], "The limit must be 1 or more."),
    ],
)
def test_a_mistake_ends_with_a_sentence_and_code_2(prison, groups, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as raised:
        run(*arguments)
    assert raised.value.returncode == 2


def test_a_prison_not_opened_finds_nothing_and_says_so_beside_the_object():
    PrisonFactory(code="CLO", opened_on=None)
    out, err = run("x", "--prison", "CLO", "--json")
    assert json.loads(out)["results"] == []
    assert "has not been opened" in err


def test_limit(listing, prison, needs):
    service(prison, title="Grief again", needs=[needs["recent-death"]])
    out, _ = run("bereaved", "--prison", "TST", "--limit", "1", "--json")
    assert len(json.loads(out)["results"]) == 1

"""What a reader of the older edition is told."""

from typing import Any

from directory.insert.changes import FIELDS, Changes, compare


def entry(number: int, **facts: Any) -> dict[str, Any]:
    return {"id": number, "name": f"Service {number}", "checked_on": "1 May 2026", **facts}


def content(*services: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"services": list(services), "triggers": [], "urgent": [], "coordinators": [], **rest}


def trigger(slug: str, *services: int) -> dict[str, Any]:
    return {"slug": slug, "label": slug.capitalize(), "services": list(services)}


def test_the_same_content_has_no_changes() -> None:
    found = compare(content(entry(1)), content(entry(1)))

    assert found == Changes()
    assert not found.matter
    assert found.sentence() == ""


def test_new_and_gone_services_are_named() -> None:
    found = compare(content(entry(1), entry(2)), content(entry(2), entry(3)))

    assert (found.added, found.removed, found.changed) == (["Service 3"], ["Service 1"], [])
    assert found.sentence() == "2 services have changed"


def test_a_change_says_which_facts_are_different_in_words() -> None:
    found = compare(
        content(entry(1, sessions=["Mon 09:00 to 10:00"], contact="ext 1")),
        content(entry(1, sessions=["Tue 09:00 to 10:00"], contact="ext 2")),
    )

    assert found.changed == [{"name": "Service 1", "fields": ["when and where", "contact"]}]
    assert found.sentence() == "1 service has changed"


def test_every_listed_fact_counts_as_a_change() -> None:
    for name, label in FIELDS.items():
        found = compare(content(entry(1, **{name: "before"})), content(entry(1, **{name: "after"})))
        assert found.changed[0]["fields"] == [label], name


def test_the_number_of_an_entry_is_no_change() -> None:
    assert not compare(content({**entry(1), "number": 1}), content({**entry(1), "number": 2})).changed


def test_a_service_that_was_only_checked_again_misleads_nobody() -> None:
    found = compare(content(entry(1)), content(entry(1, checked_on="2 June 2026")))

    assert found.rechecked == ["Service 1"]
    assert not found.matter


def test_contacts_matter() -> None:
    found = compare(content(urgent=[{"phone": "1"}]), content(urgent=[{"phone": "2"}]))

    assert found.contacts
    assert found.matter
    assert found.sentence() == "the contacts have changed"


def test_triggers_that_gain_or_lose_their_only_service_are_named() -> None:
    old = content(triggers=[trigger("debt", 1), trigger("funeral"), trigger("trauma", 1)])
    new = content(triggers=[trigger("debt"), trigger("funeral", 1), trigger("trauma", 2)])

    found = compare(old, new)

    assert (found.newly_met, found.no_longer_met) == (["Funeral"], ["Debt"])
    assert found.matter
    assert found.sentence() == "the index by trigger has changed"


def test_changes_are_kept_as_plain_json() -> None:
    kept = compare(content(entry(1)), content(entry(2))).as_json()

    assert Changes(**kept).added == ["Service 2"]

"""The index follows the database: after each change, by the commands, and when it was lost."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from directory.models import ServicePage
from search import sync
from search.backends import Question
from search.backends.database import DatabaseBackend
from search.backends.elasticsearch import ElasticsearchBackend
from search.elastic import documents, index, indices
from search.elastic.client import IndexIncomplete, IndexMissing, execute
from search.models import IndexRow
from search.recognise import recognise
from search.vocabulary import current
from tests.factories.accounts import user_with_role
from tests.factories.directory import service
from tests.integration.search.contract.conftest import in_step
from tests.search_quality import scorer

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


def said(command: str, *, code: int = 0) -> str:
    out = io.StringIO()
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command(command, stdout=out)
        assert ended.value.code == code
    else:
        call_command(command, stdout=out)
    return out.getvalue()


def stored(alias: str) -> dict[str, dict]:
    execute("refresh", lambda asked: asked.indices.refresh(index=alias), timeout=30)
    answer = execute("all", lambda asked: asked.search(index=alias, size=1000), timeout=30)
    return {hit["_id"]: hit["_source"] for hit in answer["hits"]["hits"]}


def test_a_change_is_sent_by_the_task_queue_when_it_is_committed(
    prison, needs, elastic, django_capture_on_commit_callbacks
):
    in_step()
    with django_capture_on_commit_callbacks(execute=True):
        page = service(prison, title="Grief group", needs=[needs["recent-death"]])
        assert str(page.pk) not in stored(elastic.read)
    assert stored(elastic.read)[str(page.pk)]["title"].split() == ["grief", "group"]
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert str(page.pk) not in stored(elastic.read)


def test_only_what_is_published_is_ever_indexed(prison, needs, elastic):
    service(prison, title="Draft", live=False)
    page = service(prison, title="Live")
    in_step()
    found = stored(elastic.read)
    assert list(found) == [str(page.pk)]
    assert set(found[str(page.pk)]) == {
        "prison", "needs", "modes", "title", "organisation", "body", "names", "fingerprint"
    }  # fmt: skip


def test_migrating_twice_changes_nothing_the_second_time(prison, needs, elastic):
    service(prison, title="Grief", needs=[needs["recent-death"]])
    sync.flush()
    said("search_migrate")
    second = said("search_migrate")
    assert "Found the index" in second
    assert second.count("0 missing or out of date; 0 left over") == 2


def test_a_new_mapping_makes_a_new_index_while_the_old_one_answers(prison, needs, elastic, monkeypatch):
    page = service(prison, title="Grief", needs=[needs["recent-death"]])
    in_step()
    old = indices.names().index
    monkeypatch.setattr(documents, "mapping_hash", lambda: "anothermap")
    indices.create()
    assert indices.holding(elastic.read) == [old]
    assert indices.aliases_to_write() == [elastic.write, elastic.read]
    index.sync([page.pk])
    assert str(page.pk) in stored(elastic.read)
    assert str(page.pk) in stored(elastic.write)
    assert "search_migrate" in said("search_check", code=1)
    said("search_migrate")
    assert indices.holding(elastic.read) == indices.holding(elastic.write) == [indices.names().index]
    assert not execute("exists", lambda asked: asked.indices.exists(index=old), timeout=30)
    monkeypatch.undo()
    said("search_migrate")


def test_a_run_that_was_broken_off_goes_on_where_it_stood(prison, needs, elastic, monkeypatch):
    in_step()
    monkeypatch.setattr(index, "BATCH", 2)
    for number in range(5):
        service(prison, title=f"Grief {number}")
    sync.flush()
    next(index.compare(elastic.read, repair=True))
    assert len(stored(elastic.read)) == 2
    differences = list(index.compare(elastic.read, repair=True))
    assert [len(found.wrong) for found in differences] == [0, 2, 1, 0]


def test_the_check_names_what_is_wrong_and_the_sync_mends_it(prison, needs, elastic):
    pages = [service(prison, title=f"Grief {number}") for number in range(3)]
    in_step()
    assert "in step" in said("search_check")
    ServicePage.objects.filter(pk=pages[0].pk).update(live=False)
    execute("delete", lambda asked: asked.delete(index=elastic.write, id=str(pages[1].pk)), timeout=30)
    found = said("search_check", code=1)
    assert "1 missing or out of date; 1 left over" in found
    said("search_sync")
    assert "in step" in said("search_check")
    assert set(stored(elastic.read)) == {str(pages[1].pk), str(pages[2].pk)}


def test_a_wiped_index_is_found_and_made_again(prison, needs, elastic):
    service(prison, title="Grief", needs=[needs["recent-death"]])
    in_step()
    execute("wipe", lambda asked: asked.indices.delete(index=indices.names().index), timeout=30)
    with pytest.raises(IndexMissing):
        ElasticsearchBackend().search(Question(prison.pk))
    assert "is missing" in said("search_check", code=1)
    with pytest.raises(IndexMissing):
        index.sync(documents.ListingDocument.queryset().values_list("page_id", flat=True))
    said("search_sync")
    assert "in step" in said("search_check")
    in_step()
    assert len(ElasticsearchBackend().search(Question(prison.pk))) == 1


def test_an_emptied_index_is_not_trusted(prison, needs, elastic):
    service(prison, title="Grief")
    in_step()
    empty(elastic)
    with pytest.raises(IndexIncomplete):
        ElasticsearchBackend().search(Question(prison.pk))
    with pytest.raises(IndexIncomplete):
        ElasticsearchBackend().offers(prison.pk)


def test_a_screen_counts_by_the_database_when_the_index_was_emptied(prison, needs, elastic, client):
    service(prison, title="Grief", needs=[needs["recent-death"]])
    needs["recent-death"].trigger_order = 1
    needs["recent-death"].save()
    in_step()
    empty(elastic)
    client.force_login(user_with_role("staff", prison))
    tiles = client.get(reverse("search:acct", args=[prison.code])).context["tiles"]
    assert [(tile["need"].slug, tile["services"]) for tile in tiles] == [("recent-death", 1)]


def empty(elastic) -> None:
    """Take every document out, as when the index was made anew by mistake."""
    everything = stored(elastic.read)
    index.write(elastic.write, [{"_op_type": "delete", "_index": elastic.write, "_id": key} for key in everything])
    execute("refresh", lambda asked: asked.indices.refresh(index=elastic.read), timeout=30)


@pytest.mark.parametrize("lacking", [1, 2])
def test_one_listing_that_is_on_its_way_makes_no_index_wrong_and_two_of_few_do(prison, needs, elastic, lacking):
    pages = [service(prison, title=f"Grief {number}") for number in range(4)]
    in_step()
    for page in pages[:lacking]:
        execute("delete", lambda asked, key=page.pk: asked.delete(index=elastic.write, id=str(key)), timeout=30)
    execute("refresh", lambda asked: asked.indices.refresh(index=elastic.read), timeout=30)
    if lacking == 1:
        assert len(ElasticsearchBackend().search(Question(prison.pk))) == 3
    else:
        with pytest.raises(IndexIncomplete):
            ElasticsearchBackend().search(Question(prison.pk))


@pytest.mark.parametrize("change", ["a field more", "a field less"])
def test_a_change_reaches_both_indices_though_each_knows_other_fields(prison, needs, elastic, monkeypatch, change):
    """While a migration fills the new index: the code that serves may be older or newer than the index it writes to."""
    page = service(prison, title="Grief", needs=[needs["recent-death"]])
    in_step()
    real, source = documents.mapping(), documents.ListingDocument.source.__func__
    properties = dict(real["properties"])
    if change == "a field more":
        properties["colour"] = {"type": "keyword"}
        monkeypatch.setattr(
            documents.ListingDocument, "source", classmethod(lambda cls, row: source(cls, row) | {"colour": "red"})
        )
    else:
        del properties["modes"]
    monkeypatch.setattr(documents, "mapping", lambda: {**real, "properties": properties})
    indices.create()
    ServicePage.objects.filter(pk=page.pk).update(title="Loss")
    page.refresh_from_db()
    page.save()
    sync.flush()
    index.sync([page.pk])
    for alias in (elastic.read, indices.names().write):
        assert stored(alias)[str(page.pk)]["title"].split() == ["loss"], alias
    said("search_migrate")
    monkeypatch.undo()
    said("search_migrate")


def test_what_was_written_while_a_comparison_ran_is_left_alone(prison, needs, elastic):
    page = service(prison, title="Grief")
    in_step()
    ours, theirs = (
        {"fingerprint": fingerprint, "title": title, "prison": prison.pk}
        for fingerprint, title in (("stale", " stale "), ("newer", " newer "))
    )
    put(elastic, page.pk, ours)
    comparison = index.compare(elastic.read, repair=True)
    real = index.write

    def overtaken(alias, actions):
        put(elastic, page.pk, theirs)
        real(alias, actions)

    index.write = overtaken
    try:
        next(comparison)
    finally:
        index.write = real
    assert stored(elastic.read)[str(page.pk)]["fingerprint"] == "newer"
    said("search_sync")
    assert stored(elastic.read)[str(page.pk)]["title"].split() == ["grief"]


def put(elastic, key: int, source: dict) -> None:
    """Write a document as somebody else would, and let it show at once."""
    document = {"index": elastic.write, "id": str(key), "document": source, "refresh": True}
    execute("put", lambda asked: asked.index(**document), timeout=30)


def test_an_index_left_over_from_a_broken_off_migration_is_named_and_dropped(prison, needs, elastic):
    in_step()
    orphan = f"{elastic.read.removesuffix('-read')}-0123456789"
    execute("make", lambda asked: asked.indices.create(index=orphan), timeout=30)
    assert f"{orphan} is left over" in said("search_check", code=1)
    assert orphan in said("search_migrate")
    assert "in step" in said("search_check")


def test_two_that_make_the_index_at_once_both_end_well(prison, needs, elastic, monkeypatch):
    """Two deployments, or two nightly runs: the one that comes second finds made and dropped what it was about to."""
    service(prison, title="Grief")
    in_step()
    client = indices.execute("client", lambda asked: asked, timeout=30)
    monkeypatch.setattr(type(client.indices), "exists", lambda self, index: False)
    assert indices.create() is False
    monkeypatch.undo()
    orphan = f"{elastic.read.removesuffix('-read')}-0123456789"
    real, left = indices.left_over, [[orphan], []]
    monkeypatch.setattr(indices, "left_over", lambda: left.pop(0) if left else real())
    assert indices.switch() == []
    monkeypatch.undo()
    assert "in step" in said("search_check")


def test_the_check_finds_listings_that_are_not_even_in_the_finders_own_index(prison, needs, elastic):
    page = service(prison, title="Grief")
    in_step()
    IndexRow.objects.filter(page=page).delete()
    said("search_sync")
    assert "1 live listings are missing from the finder's own index" in said("search_check", code=1)
    said("search_rebuild")
    said("search_sync")
    assert "in step" in said("search_check")


def test_environments_do_not_see_each_other(prison, needs, elastic, settings):
    service(prison, title="Grief")
    in_step()
    settings.ELASTICSEARCH_INDEX = f"{settings.ELASTICSEARCH_INDEX}-other"
    assert "is missing" in said("search_check", code=1)
    said("search_migrate")
    assert len(stored(indices.names().read)) == 1
    execute("tidy", lambda asked: asked.indices.delete(index=indices.names().index), timeout=30)


@pytest.mark.parametrize("command", ["search_migrate", "search_sync", "search_check"])
def test_a_server_that_is_away_ends_a_command_with_a_sentence(elastic, settings, command):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Run this again"):
        call_command(command, stdout=io.StringIO())


def test_both_backends_propose_the_same_listings_with_the_same_scores(elastic, reference):
    """The scored world and a fifth of its labelled queries: the widest comparison of the two."""
    prison = scorer.build_world()
    in_step()
    asked = [labelled.query for labelled in scorer.load("tuning")][::5]
    assert len(asked) > 80
    with transaction.atomic():
        for text in asked:
            words = recognise(text, current()).words
            question = Question(prison.pk, needs=frozenset({"recent-death"}), words=words)
            ours, theirs = (
                {found.page_id: (round(found.text, 6), round(found.name, 6)) for found in backend.search(question)}
                for backend in (DatabaseBackend(), ElasticsearchBackend())
            )
            assert ours == theirs, text

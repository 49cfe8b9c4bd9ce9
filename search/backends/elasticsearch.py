"""Search in Elasticsearch: one request that says for each listing which of the words it has, and where.

Each word is a named clause for the name and another for the body. What a word is worth, and a listing's share of all,
is reckoned here from the clauses that matched, by the same functions as for the database. Words that no listing has
are mended against the names of the prison's own listings, which costs two more requests and is rare.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from elasticsearch import dsl
from elasticsearch.dsl.query import Query

from search.backends import scoring
from search.backends.base import Candidate, Offers, Question
from search.elastic.client import IndexIncomplete, execute
from search.elastic.documents import ListingDocument
from search.elastic.indices import names
from search.models import IndexRow
from search.recognise import Word

#: No prison has so many listings; the index is told the same.
MOST = 20_000
_MOST_NAMES = 20_000
_MOST_TERMS = 1_000
#: An index that lacks more than this share of a prison's listings is not trusted.
_MAY_LACK = 0.1
_NAME_FIELDS, _BODY_FIELDS = ("title", "organisation"), ("body",)


class ElasticsearchBackend:
    """The backend for many prisons or much traffic. Every failure is raised as SearchUnavailable."""

    name = "elasticsearch"

    def search(self, question: Question) -> list[Candidate]:
        """Return the candidates of a prison; raises SearchUnavailable."""
        words = question.words
        forms = [tuple(dict.fromkeys((word.stem, *scoring.run_together(words, n)))) for n, word in enumerate(words)]
        answer = _ask(question, forms)
        having = _having(answer, len(words))
        unknown = [n for n, word in enumerate(words) if not having[n] and scoring.may_be_misspelt(word)]
        if unknown and (mended := _mended(question.prison, words, unknown)):
            forms = [mended.get(place, stems) for place, stems in enumerate(forms)]
            answer = _ask(question, forms)
            having = _having(answer, len(words))
        listings = int(answer["aggregations"]["prison"]["here"]["doc_count"])
        _check_complete(question.prison, listings)
        worths = [scoring.worth(word, having[place], listings) for place, word in enumerate(words)]
        enough = scoring.enough(question.needs)
        found = [(hit, _candidate(hit, worths)) for hit in answer["hits"]["hits"]]
        return [
            candidate
            for hit, candidate in found
            if question.is_empty or candidate.text >= enough or "needs" in hit.get("matched_queries", ())
        ]

    def offers(self, prison: str) -> Offers:
        """Count the listings by need and by way, by aggregations; raises SearchUnavailable."""
        search = _in_prison(prison).extra(track_total_hits=True)
        for facet in Offers._fields:
            search.aggs.bucket(facet, "terms", field=facet, size=_MOST_TERMS)
        answer = execute("offers", lambda asked: search.using(asked).execute())
        _check_complete(prison, int(answer.hits.total.value))
        counted = ({one.key: one.doc_count for one in answer.aggregations[facet].buckets} for facet in Offers._fields)
        return Offers(*counted)


def _in_prison(prison: str) -> Any:
    return _asking().filter("term", prison=prison).extra(size=0)


def _asking() -> Any:
    """Return a search that the server itself gives up when nobody waits for its answer any more."""
    patience = f"{round(settings.ELASTICSEARCH_TIMEOUT * 1000)}ms"
    return ListingDocument.search(index=names().read).extra(timeout=patience)


def _ask(question: Question, forms: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    """Return the answer as plain dictionaries: a prison's listings are many to wrap one by one."""
    search = _asking().filter("term", prison=question.prison)
    clauses = [clause for place, stems in enumerate(forms) for clause in _clauses(place, stems)]
    if question.needs:
        clauses.append(dsl.Q("terms", needs=sorted(question.needs), _name="needs"))
    if clauses:
        search = search.filter("bool", should=clauses, minimum_should_match=1)
    if forms:
        having = {str(place): dsl.Q("bool", should=_clauses(place, stems)) for place, stems in enumerate(forms)}
        search.aggs.bucket("words", "filters", filters=having)
    search.aggs.bucket("prison", "global").bucket("here", "filter", term={"prison": question.prison})
    search = search.source(False).extra(size=MOST, track_total_hits=False).sort("_doc")
    return dict(execute("search", lambda asked: search.using(asked).execute()).to_dict())


def _clauses(place: int, stems: tuple[str, ...]) -> list[Query]:
    """Return a word's two clauses: its name says where the word was found."""
    return [_any_of(_NAME_FIELDS, stems, f"name-{place}"), _any_of(_BODY_FIELDS, stems, f"body-{place}")]


def _any_of(fields: tuple[str, ...], stems: tuple[str, ...], name: str) -> Query:
    ways = [dsl.Q("match_phrase", **{field: form}) for field in fields for form in stems]
    return dsl.Q("bool", should=ways, minimum_should_match=1, _name=name)


def _having(answer: dict[str, Any], words: int) -> list[int]:
    """Return how many listings of the prison have each word."""
    if not words:
        return []
    buckets = answer["aggregations"]["words"]["buckets"]
    return [int(buckets[str(place)]["doc_count"]) for place in range(words)]


def _candidate(hit: dict[str, Any], worths: list[float]) -> Candidate:
    matched = [name.partition("-") for name in hit.get("matched_queries", ())]
    in_name = {int(place) for where, _, place in matched if where == "name"}
    in_body = {int(place) for where, _, place in matched if where == "body"}
    return scoring.candidate(int(hit["_id"]), worths, in_name, in_body)


def _mended(prison: str, words: Sequence[Word], unknown: list[int]) -> dict[int, tuple[str, ...]]:
    """Return other spellings for the words that no listing has, by place."""
    search = _in_prison(prison)
    search.aggs.bucket("names", "terms", field="names", size=_MOST_NAMES)
    answer = execute("names", lambda asked: search.using(asked).execute())
    pairs = (bucket.key.partition("=") for bucket in answer.aggregations.names.buckets)
    known = {word: text for word, _, text in pairs}
    spelt = {place: scoring.mended(words[place], known) for place in unknown}
    return {place: (form,) for place, form in spelt.items() if form}


def _check_complete(prison: str, listings: int) -> None:
    """Refuse an index that lost many of the prison's listings. One small query of our own tables.

    In a small prison one may be missing, published a moment ago; none at all is never right.
    """
    wanted = IndexRow.objects.filter(prison_id=prison).count()
    if wanted - listings > max(1, wanted * _MAY_LACK) or (wanted and not listings):
        raise IndexIncomplete("search: the index lacks listings")

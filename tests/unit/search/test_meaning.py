"""Sentences in pieces, the model, and what was learnt from the examples."""

import time
from collections import Counter

import pytest

from search.meaning import model, needs, wordpiece

WANTED = 10


def pieces(text: str) -> list[str]:
    names = {number: piece for piece, number in wordpiece._pieces().items()}
    return [names[number] for number in wordpiece.numbers_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["[CLS]", "[SEP]"]),
        ("Can't sleep!", ["[CLS]", "can", "'", "t", "sleep", "!", "[SEP]"]),
        ("naïve staffie", ["[CLS]", "naive", "staff", "##ie", "[SEP]"]),
        ("\u2603", ["[CLS]", "[UNK]", "[SEP]"]),
    ],
)
def test_sentences_are_cut_as_the_model_was_taught(text, expected):
    assert pieces(text) == expected


def test_a_long_text_costs_no_more_than_a_sentence():
    assert len(wordpiece.numbers_of("lonely " * 5000)) == wordpiece.MOST_PIECES


def test_the_weights_are_those_learnt_from_the_examples_as_they_stand():
    assert needs.learnt_from() == needs.fingerprint(), "run manage.py search_learn"


def test_every_need_has_examples_and_none_is_given_twice():
    said = needs.examples()
    assert min(Counter(slug for slug, _ in said).values()) >= 9
    assert len({sentence.casefold() for _, sentence in said}) == len(said)


def test_examples_are_not_the_questions_that_search_is_scored_on():
    from tests.search_quality.scorer import load

    scored = {labelled.query.casefold().rstrip(".") for labelled in load()}
    assert not scored & {sentence.casefold().rstrip(".") for _, sentence in needs.examples()}


def test_a_sentence_that_shares_no_word_is_about_the_need_it_means():
    found = needs.scores("keeps staring at the picture of his gran and leaves his meals")
    best = sorted(found, key=found.get, reverse=True)[:3]
    assert "recent-death" in best


def test_vectors_have_length_one_and_are_the_same_each_time():
    vector = model.vector_of("nobody visits him")
    assert abs(float((vector * vector).sum()) - 1) < 1e-5
    assert (vector == model.vector_of("nobody visits him")).all()


def test_a_sentence_takes_less_than_50_ms_of_one_core():
    needs.scores("warm up")
    started = time.thread_time()
    for _ in range(WANTED):
        needs.scores("hasn't had a letter from anybody in weeks and sits by himself at association")
    assert (time.thread_time() - started) / WANTED < 0.05


def test_without_the_model_there_are_no_scores(monkeypatch):
    monkeypatch.setattr(model, "PACKAGE", "not_installed_here")
    model._session.cache_clear()
    try:
        assert not model.is_available()
        assert needs.scores("nobody visits him") == {}
    finally:
        model._session.cache_clear()


def test_a_model_file_that_is_not_the_one_we_know_is_refused(monkeypatch):
    monkeypatch.setattr(model, "SHA256", "0" * 64)
    model._session.cache_clear()
    try:
        assert not model.is_available()
    finally:
        model._session.cache_clear()

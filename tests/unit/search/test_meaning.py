"""Sentences in pieces, the model, and what was learnt from the examples."""

import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType

import pytest
from rapidfuzz import fuzz
from structlog.testing import capture_logs

from search.meaning import model, needs, wordpiece
from tests.search_quality.scorer import load

ROOT = Path(__file__).resolve().parents[3]
#: From this likeness on (0 to 100), an example is a copy of a labelled question for the same need.
LIKE = 60


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
    assert min(Counter(slug for slug, _ in said).values()) >= 5
    assert len({sentence.casefold() for _, sentence in said}) == len(said)


def test_no_example_is_a_near_copy_of_a_question_that_search_is_scored_on():
    """Of either half: what was learnt by heart is no proof. Likeness is the share of words in common, in any order."""
    asked = defaultdict(list)
    for labelled in load():
        for slug in labelled.needs:
            asked[slug].append(labelled.query.lower())
    copies = [
        (slug, sentence)
        for slug, sentence in needs.examples()
        if any(fuzz.token_set_ratio(sentence.lower(), query) >= LIKE for query in asked[slug])
    ]
    assert not copies, len(copies)


def test_a_sentence_that_shares_no_word_is_about_the_need_it_means():
    found = needs.scores("keeps staring at the picture of his gran and leaves his meals")
    best = sorted(found, key=found.get, reverse=True)[:3]
    assert "recent-death" in best


def test_vectors_have_length_one_and_are_the_same_each_time():
    vector = model.vector_of("nobody visits him")
    assert abs(float((vector * vector).sum()) - 1) < 1e-5
    assert (vector == model.vector_of("nobody visits him")).all()


@pytest.fixture
def tried_anew():
    """Let the model be looked for again, and afterwards once more."""
    model._session.cache_clear()
    yield
    model._session.cache_clear()


def test_without_the_model_there_are_no_scores(monkeypatch, tried_anew):
    monkeypatch.setattr(model, "PACKAGE", "not_installed_here")
    assert not model.is_available()
    assert needs.scores("nobody visits him") == {}


def test_a_model_file_that_is_not_the_one_we_know_is_refused(monkeypatch, tried_anew):
    monkeypatch.setattr(model, "SHA256", "0" * 64)
    assert not model.is_available()


def test_a_package_without_its_file_leaves_words_alone_and_is_logged_once(monkeypatch, tmp_path, tried_anew):
    (tmp_path / "half_installed").mkdir()
    (tmp_path / "half_installed" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(model, "PACKAGE", "half_installed")
    with capture_logs() as logged:
        assert needs.scores("nobody visits him") == {}
        assert needs.scores("nobody visits him") == {}
    assert [(entry["event"], entry["kind"]) for entry in logged] == [("search.model_broken", "FileNotFoundError")]


@pytest.mark.parametrize("broken", [None, ModuleType("onnxruntime")], ids=["missing", "half of it"])
def test_a_runtime_that_does_not_load_leaves_words_alone(monkeypatch, tried_anew, broken):
    monkeypatch.setitem(sys.modules, "onnxruntime", broken)
    assert not model.is_available()
    assert needs.scores("nobody visits him") == {}


def test_a_web_process_loads_the_model_before_its_first_question():
    """In a process of its own: importing the entry point is what a web server does in each of its workers."""
    asked = "import config.wsgi; from search.meaning import model; print(model._session.cache_info().currsize)"
    served = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    assert served.stdout.split() == ["1"]

"""Words, stems and spelling, without a database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from search.recognise import closest
from search.text import padded, stem, stems, tokens


def words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mother's Day", ["mother", "day"]),
        ("can’t sleep", ["cant", "sleep"]),
        ("it's self-harm/cutting", ["it", "self", "harm", "cutting"]),
        ("I'll be OK", ["i", "be", "ok"]),
        ("café & crèche", ["cafe", "creche"]),
        ("", []),
    ],
)
def test_words_of_a_text(text, expected):
    assert words(text) == expected


def test_capitals_count_only_in_a_text_that_is_not_all_in_capitals():
    assert [token.capitals for token in tokens("no IT skills")] == [False, True, False]
    assert not any(token.capitals for token in tokens("NO IT SKILLS"))


def test_forms_of_a_word_have_one_stem():
    assert len({token.stem for token in tokens("bullied bullying bullies")}) == 1


def test_long_text_is_cut_so_that_any_question_costs_the_same():
    assert len(tokens("word " * 10_000)) <= 60
    assert len(stems("word " * 500)) == 500


def test_padding_finds_whole_words_only():
    assert " arm " in padded(["harm", "arm"])
    assert " arm " not in padded(["harm"])
    assert padded([]) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("berevement", "bereavement"),
        ("herion", "heroin"),
        ("sucidal", "suicidal"),
        ("spise", "spice"),
        ("xyzzy", None),
        ("heron", "heroin"),
        ("dabt", "debt"),
        ("debs", None),
    ],
)
def test_misspellings_are_mended_within_limits(typed, meant):
    known = {word: word for word in ("bereavement", "heroin", "suicidal", "spice", "debt")}
    assert closest(typed, known) == meant


@given(st.text())
def test_no_text_is_an_error(text):
    assert all(token.word and token.stem for token in tokens(text))


def test_threads_stem_at_the_same_time_without_mixing_their_words():
    words = [f"{first}{second}ing" for first in ("walk", "bull", "griev", "borrow") for second in map(str, range(500))]
    expected = [snowballstemmer.stemmer("english").stemWord(word) for word in words]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: [stem.__wrapped__(word) for word in words], range(16)):
            assert found == expected

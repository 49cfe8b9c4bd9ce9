"""Cells are neutralised and restored exactly, and lists in them are split where they should be."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.cells import neutralise, restore
from directory.spreadsheets.cells import plain, quote, split_list, unquote


@pytest.mark.parametrize("risky", ["=1+1", "+44", "-1", "@SUM", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(risky):
    assert neutralise(risky) == f"'{risky}"


@pytest.mark.parametrize("harmless", ["", "a=b", "'quoted'", "''", "1-2", "’=x"])
def test_anything_else_stays(harmless):
    assert neutralise(harmless) == harmless
    assert restore(harmless) == harmless


@given(st.one_of(st.text(), st.text(alphabet="'=+-@\t\ra")))
@example("'=x")
@example("''-x")
def test_restoring_gives_back_exactly_what_was_there(text):
    assert restore(neutralise(text)) == text
    assert not neutralise(text)[:1] or neutralise(text)[0] not in "=+-@\t\r"


@given(st.text())
def test_quoted_text_is_one_entry_of_a_list(text):
    assert unquote(quote(text)) == text
    assert split_list(f"a; {quote(text)};b") == ["a", quote(text), "b"]


def test_lists_are_split_at_semicolons_and_lines():
    assert split_list(' a ;;b\nc; "d;e" ') == ["a", "b", "c", '"d;e"']
    assert split_list('6" pipe; b') == ['6" pipe', "b"]


@given(st.text())
def test_plain_text_stays_plain(text):
    assert plain(plain(text)) == plain(text)

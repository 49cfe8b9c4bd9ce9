"""How one cell is written: lists in it, and quotes in lists."""

import re

_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")


def plain(text: str) -> str:
    """Return the text with one kind of line end, without control signs and space around it.

    Texts are compared in this form: a workbook can hold no others (XML 1.0, section 2.2).
    """
    return _NOT_TEXT.sub("", _LINE_END.sub("\n", text)).strip()


def one_line(text: str) -> str:
    """Return the text with every run of space as a single one."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return the form in which names are compared: no capitals, single spaces."""
    return one_line(text).casefold()


def short(text: str, length: int = 60) -> str:
    """Return the text short enough to be quoted in a message."""
    line = one_line(text)
    return line if len(line) <= length else f"{line[: length - 1]}…"


def quote(text: str) -> str:
    """Put the text between double quotes, so that it may hold any sign."""
    return '"' + text.replace('"', '""') + '"'


def unquote(text: str) -> str:
    """Undo `quote`; text that is not between quotes stays as it is."""
    if len(text) >= 2 and text[0] == text[-1] == '"' and '"' not in text[1:-1].replace('""', ""):
        return text[1:-1].replace('""', '"')
    return text


def split_list(text: str) -> list[str]:
    """Return the entries of a list separated by semicolons or lines; between quotes neither separates."""
    if text.count('"') % 2:
        return _tidy(re.split(r"[;\n\r]", text))
    entries, quoted = [""], False
    for sign in text:
        quoted ^= sign == '"'
        if sign in ";\n\r" and not quoted:
            entries.append("")
        else:
            entries[-1] += sign
    return _tidy(entries)


def _tidy(entries: list[str]) -> list[str]:
    return [entry.strip() for entry in entries if entry.strip()]

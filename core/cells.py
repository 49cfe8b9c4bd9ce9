"""Cells of spreadsheets and CSV files that a spreadsheet program would run as a formula."""

import re

#: A cell that begins so is run as a formula by a spreadsheet program (OWASP, CSV injection). Apostrophes
#: before it count too, so that taking one away always gives back exactly what was there.
_RISKY = re.compile(r"'*[=+\-@\t\r]")


def neutralise(text: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run as a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def restore(text: str) -> str:
    """Take away the apostrophe that `neutralise` put there, and nothing else."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text

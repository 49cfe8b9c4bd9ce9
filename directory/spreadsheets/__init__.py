"""Listings in from a spreadsheet and out again, with the same columns both ways.

`read` turns a file into rows of text, `check` compares the rows with what is there and says what would
happen, `save` does it, `export` writes the same columns back. See docs/adr/0014-spreadsheets.md.
"""

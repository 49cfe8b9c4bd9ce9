"""The inspection pack: gathered once for a period, kept as it was, drawn as page, PDF and spreadsheet."""

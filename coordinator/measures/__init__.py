"""Measures: each defined once, in words and in code, for the pack, the screens and other prisons."""

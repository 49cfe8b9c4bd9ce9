"""Screens of the directory, by subject."""

"""Screens of people who come in."""

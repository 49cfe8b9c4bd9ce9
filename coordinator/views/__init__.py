"""Screens of the coordinator's desk."""

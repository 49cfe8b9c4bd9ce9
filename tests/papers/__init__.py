"""Finished papers, read by programs that know nothing of this project."""

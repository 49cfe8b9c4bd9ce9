"""Forms of people who come in."""

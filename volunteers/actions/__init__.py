"""Every write to people who come in."""

"""Every write of the directory, by subject."""

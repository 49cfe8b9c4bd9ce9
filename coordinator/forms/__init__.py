"""Forms of the coordinator's desk."""

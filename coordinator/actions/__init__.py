"""Every write of the coordinator's desk."""

"""The directory's forms, by subject."""

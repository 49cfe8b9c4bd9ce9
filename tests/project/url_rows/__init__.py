"""Who gets which answer at each address: one table per app."""

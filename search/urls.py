"""Addresses of the finder and of ACCT reviews."""

app_name = "search"

urlpatterns: list = []

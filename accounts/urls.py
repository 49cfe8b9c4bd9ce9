"""Addresses of accounts beyond those of allauth."""

app_name = "accounts"

urlpatterns: list = []

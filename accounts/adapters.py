"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts are invited or requested."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no open registration."""
        return False

"""How the tests of people's screens write an address and read an answer."""

from django.http import HttpResponse
from django.urls import reverse


def url(name: str, **kwargs: object) -> str:
    """Return an address of the volunteers' app."""
    return reverse(f"volunteers:{name}", kwargs=kwargs)


def text_of(answer: HttpResponse) -> str:
    """Return a page's text with its white space put together."""
    return " ".join(answer.content.decode().split())

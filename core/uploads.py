"""How much one request may send: refused by what it announces, before anything of it is read.

Two limits stand in the settings. `REQUEST_MAX_BYTES` is for every address; `UPLOAD_MAX_BYTES` for the addresses that
take files (`UPLOAD_ADDRESSES`), when somebody who is signed in sends them. It is larger than any file that is taken
there, so that the screen itself can say in its own words that a file is too large.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve


class UploadLimitMiddleware:
    """Refuses a request whose body is too long (413), or of which it is not said how long it is (411).

    Stands below the middleware that knows who is signed in and above all that reads the body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = announced_length(request)
        if length is None:
            return render(request, "411.html", status=411)
        if length > settings.REQUEST_MAX_BYTES and length > limit_of(request):
            return _too_long(request)
        response = self.get_response(request)
        return _too_long(request) if getattr(request, "was_too_long", False) else response


class CappedUploadHandler(FileUploadHandler):
    """Stops reading files once they are longer together than the request may be, whatever it announced."""

    request: Any

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Look the limit up once."""
        self.left = limit_of(self.request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on to the handlers that keep it. Raises RequestDataTooBig when it is one too many."""
        self.left -= len(raw_data)
        if self.left < 0:
            self.request.was_too_long = True
            for handler in self.request.upload_handlers:
                handler.upload_interrupted()
            raise RequestDataTooBig("The files are longer than a request may be.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that kept it."""


def announced_length(request: HttpRequest) -> int | None:
    """Return how long the body is said to be, in bytes, or None where that is not said: in pieces, or not a number."""
    said = request.META.get("CONTENT_LENGTH") or ""
    if not said:
        return None if request.META.get("HTTP_TRANSFER_ENCODING") else 0
    return int(said) if said.isascii() and said.isdigit() else None


def limit_of(request: HttpRequest) -> int:
    """Return how long the body of this request may be, in bytes."""
    if not _takes_files(request) or not request.user.is_authenticated:
        return int(settings.REQUEST_MAX_BYTES)
    return int(settings.UPLOAD_MAX_BYTES)


def _takes_files(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in settings.UPLOAD_ADDRESSES
    except Resolver404:
        return False


def _too_long(request: HttpRequest) -> HttpResponse:
    return render(request, "413.html", {"megabytes": limit_of(request) / 1_000_000}, status=413)

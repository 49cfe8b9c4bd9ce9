"""What every request carries."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("alongside.request")


class RequestContextMiddleware:
    """Gives each request an id for the logs and logs one line per request: the route, never the address.

    The address may hold an id and its query string what somebody typed, so neither is logged.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex[:12])
        started = time.monotonic()
        response = self.get_response(request)
        log.info(
            "request",
            method=request.method,
            route=route_of(request),
            status=response.status_code,
            duration_ms=round((time.monotonic() - started) * 1000),
        )
        return response


def route_of(request: HttpRequest) -> str:
    """Return the name of the address that was asked for, or its pattern; never the address itself."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else ""

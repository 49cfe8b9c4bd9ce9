"""Structured logs: one JSON object a line, an event name and safe facts, never personal data."""

import logging
import logging.config
import sys
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.http import HttpRequest

# Only these keys may leave the process: an allow-list, so that a careless `log.info(..., name=person)` prints
# nothing personal. Add a key here only if it can never hold personal data.
SAFE_KEYS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "request_id",
        "method",
        "route",
        "status",
        "duration_ms",
        "count",
        "task",
        "task_id",
        "exception",
        "exception_type",
        "reference",
        "prison",
        "kind",
        "command",
        "attempt",
        "seconds",
    }
)

Event = dict[str, Any]

_STATUS_WORDS = frozenset(status.phrase for status in HTTPStatus)
#: Loggers of the task queue: they tell a task's id, the name of its function and its state, never its arguments.
_SAY_NO_MORE_THAN_TASKS = frozenset({"django_tasks", "django_tasks_db"})


def keep_safe_keys(_logger: Any, _method: str, event: Event) -> Event:
    """Drop every key that is not on the allow-list and say how many were dropped."""
    kept = {key: value for key, value in event.items() if key in SAFE_KEYS or key.startswith("_")}
    if dropped := len(event) - len(kept):
        kept["count"] = kept.get("count", dropped)
    return kept


def _traceback_without_values(_logger: Any, _method: str, event: Event) -> Event:
    """Replace an exception by its type and the places it passed: messages may quote a person's data."""
    exc_info = event.pop("exc_info", None)
    if exc_info is True:  # our own `log.exception(…)`: the exception that is being handled now
        exc_info = sys.exc_info()
    if isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    if not isinstance(exc_info, tuple) or exc_info[0] is None:
        return event
    places, step = [], exc_info[2]
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    event["exception_type"] = exc_info[0].__name__
    event["exception"] = places[-12:]
    return event


def _words_without_values(_logger: Any, _method: str, event: Event) -> Event:
    """Say a standard-library record in words: what it was given may quote a person's data, so texts become "…"."""
    record, given = event.get("_record"), event.pop("positional_args", ())
    if record is None or event.get("_from_structlog"):
        return event
    event["event"] = _words_of(record.name, str(record.msg), given)
    if (status := getattr(record, "status_code", None)) is not None:
        event["status"] = status
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):  # Django's own server of development puts a socket there
        from core.middleware import route_of

        event["method"], event["route"] = request.method, route_of(request)
    return event


def _words_of(logger: str, words: str, given: Any) -> str:
    if logger.startswith("django.security."):
        # The message is that of an exception, which may quote what was sent.
        return f"refused: {logger.removeprefix('django.security.')}"
    if not given:
        return words
    if logger not in _SAY_NO_MORE_THAN_TASKS:
        given = (
            {name: _shown(value) for name, value in given.items()}
            if isinstance(given, Mapping)
            else tuple(_shown(value) for value in given)
        )
    try:
        return words % given
    except (TypeError, ValueError, KeyError):
        return words


def _shown(value: Any) -> Any:
    """Return numbers and the standard words of an HTTP status as they are, and three dots for anything else."""
    return value if value is None or isinstance(value, int | float) or value in _STATUS_WORDS else "…"


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_SAFE_RENDERING: list[Any] = [
    _words_without_values,
    _traceback_without_values,
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    keep_safe_keys,
]


def logging_config(*, level: str) -> None:
    """Send structlog's and the standard library's records through the same safe renderer to standard error."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _SHARED,
        "pass_foreign_args": True,
        "processors": [*_SAFE_RENDERING, structlog.processors.JSONRenderer()],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            # The level stands on the handler too: the task queue's worker sets that of its own loggers.
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "level": level}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                **{name: {"level": "ERROR"} for name in ("weasyprint", "fontTools")},
                # A line for each page saved says nothing without its arguments; the editor's own log keeps them.
                "wagtail": {"level": "WARNING"},
            },
        }
    )

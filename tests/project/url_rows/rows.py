"""How a row of the table of addresses is written: who is let in, what they are answered and how to ask.

Whoever is not among `lets_in` gets "not found", or, not signed in, the sign-in page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.project.personas import EVERYBODY, SIGNED_IN, World

#: Arguments of an address by name, or the whole address where it has none with names.
Arguments = dict[str, Any] | str
_nothing: Callable[[World], Arguments] = lambda world: {}  # noqa: E731

OK, MOVED, SEE_OTHER, BAD, UNKNOWN, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 200, 302, 303, 400, 401, 403, 404, 405
#: A redirect to the page where one signs in.
SIGN_IN = "sign in"
#: A redirect to the editor's front page, by which Wagtail refuses.
HOME = "sent home"


@dataclass(frozen=True)
class Row:
    """Who is let in at an address, what they may be answered, and how to ask."""

    lets_in: frozenset[str]
    answers: tuple[int | str, ...] = (OK,)
    arguments: Callable[[World], Arguments] = _nothing
    method: str = "get"
    data: Callable[[World], Arguments] = _nothing
    also: "tuple[Row, ...]" = ()
    #: What others may be answered beside "not found".
    outside: tuple[int | str, ...] = ()
    #: What those let in may be answered to an empty form, beside a page, a redirect and "bad request".
    posted: tuple[int | str, ...] = ()


def row(
    who: Iterable[str],
    *answers: int | str,
    arguments: Callable[[World], Arguments] = _nothing,
    method: str = "get",
    data: Callable[[World], Arguments] = _nothing,
    also: "tuple[Row, ...]" = (),
    posted: tuple[int | str, ...] = (),
) -> Row:
    """Write one row; without answers, those let in must get a page. `also` asks the same address in other ways."""
    return Row(frozenset(who), answers or (OK,), arguments, method, data, also, posted=posted)


def everybody(*answers: int | str, **how: Any) -> Row:
    """Let everybody in."""
    return row(EVERYBODY, *answers, **how)


def signed_in(*answers: int | str, **how: Any) -> Row:
    """Let everybody in who has signed in."""
    return row(SIGNED_IN, *answers, **how)


def closed(**how: Any) -> Row:
    """Answer "not found" to everybody, signed in or not."""
    return row(EVERYBODY, NOT_FOUND, **how)


#: A key that nothing has.
NO_KEY = "7f0e9c1e-2f3b-4a6e-9f7a-0123456789ab"


def here(**more: Any) -> dict[str, Any]:
    """Return how to ask for an address of the prison here."""
    return {"arguments": lambda world: {"code": world.prison.code, **more}}


def prison_here(world: World) -> Arguments:
    """Return the arguments of an address of the prison here."""
    return {"code": world.prison.code}

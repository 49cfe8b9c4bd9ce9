"""A real SMTP server on loopback that behaves, or misbehaves, as a test asks."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


class Server:
    """What arrives, and how the server answers: set `mode` to one of the names of `_misbehave`."""

    def __init__(self) -> None:
        self.mode = ""
        self.received: list[Message] = []
        self.delay = 0.0
        self._hung: list[asyncio.Event] = []

    async def _hang(self) -> None:
        event = asyncio.Event()
        self._hung.append(event)
        await event.wait()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Answer the sender's address."""
        if self.mode == "hang at sender":
            await self._hang()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Answer the recipient's address."""
        if self.mode == "refuse for now":
            return "451 Try later"
        if self.mode == "refuse for good":
            return "550 No such mailbox <secret.person@example.org>"
        if self.mode == "drop before accepting":
            server.transport.abort()
            return "421 Closing"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take the message, or fail at that."""
        if self.mode == "refuse the text":
            return "554 Refused"
        if self.mode == "hang at the text":
            await self._hang()
        await asyncio.sleep(self.delay)
        self.received.append(message_from_bytes(envelope.content))
        if self.mode == "drop after accepting":
            server.transport.abort()
        return "250 Accepted"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        """Say goodbye, or not."""
        if self.mode == "hang at goodbye":
            await self._hang()
        return "221 Bye"

    def let_go(self) -> None:
        """Wake what hangs, so that the server can stop."""
        for event in self._hung:
            event.set()


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def smtp_server() -> Iterator[tuple[Server, int]]:
    """Run a server in a thread; yield it and its port."""
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield server, controller.port
    finally:
        controller.loop.call_soon_threadsafe(server.let_go)
        controller.stop()

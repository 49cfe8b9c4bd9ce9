"""A real Elasticsearch on loopback for tests and development: `make elasticsearch`, stopped with Ctrl+C.

It is the distribution that its makers publish on Maven Central for integration tests. It is run as an ordinary user by
the newest Java of the machine, with its data in a temporary folder that goes with it.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.maven import ROOT, NotAtHand, fetched, newest_java

VERSION = "9.5.4"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
CACHE = ROOT / "var" / "elasticsearch"
OLDEST_JAVA = 21
HEAP = "512m"
_STARTING = 120


class Server:
    """One node. It can be stopped and started again with its data, as when it fails and comes back."""

    def __init__(self, folder: Path, port: int, java: Path, settings: dict[str, str] | None = None) -> None:
        self.folder, self.port, self.java, self.settings = folder, port, java, settings or {}
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers. Raises NotAtHand when it does not."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start without waiting. `settings` stand before those of one node alone, Java's options among them."""
        settings = {
            "discovery.type": "single-node",
            "xpack.security.enabled": "false",
            "network.host": "127.0.0.1",
            "http.port": str(self.port),
            "transport.port": str(free_port()),
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        } | self.settings
        java_options = settings.pop("ES_JAVA_OPTS", f"-Xms{HEAP} -Xmx{HEAP}")
        program = self.folder / f"elasticsearch-{VERSION}" / "bin" / "elasticsearch"
        options = [part for name, value in settings.items() for part in ("-E", f"{name}={value}")]
        variables = [f"ES_JAVA_HOME={self.java}", f"ES_JAVA_OPTS={java_options}", f"HOME={self.folder}"]
        command = _as_ordinary_user(["env", *variables, str(program), *options])
        with open(self.folder / "output", "ab") as output:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdout=output, stderr=output, start_new_session=True
            )

    def wait(self) -> None:
        """Wait until it answers as part of a whole cluster. Raises NotAtHand when it does not."""
        deadline = time.monotonic() + _STARTING
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            if _answers(f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s"):
                return
            time.sleep(0.5)
        said = (self.folder / "output").read_text(encoding="utf-8", errors="replace")[-1500:]
        self.kill()
        raise NotAtHand(f"Elasticsearch did not start:\n{said}")

    def kill(self) -> None:
        """End it at once, as a power cut would: the whole group of processes that we started."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=30)
        self.process = None


def _as_ordinary_user(command: list[str]) -> list[str]:
    """Return the command, run as nobody when we are root: Elasticsearch refuses to run as root."""
    return ["runuser", "-u", "nobody", "--", *command] if os.geteuid() == 0 else command


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=3) as response:  # noqa: S310
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    """Return a port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(port: int = 0) -> Iterator[Server]:
    """Run a node for as long as the block lasts. Raises NotAtHand where that cannot be."""
    with _prepared(port or free_port()) as node:
        node.start()
        yield node


@contextmanager
def cluster(*nodes: dict[str, str]) -> Iterator[list[Server]]:
    """Run a node for each of these settings, which must name one another, until the block ends. Raises NotAtHand."""
    with ExitStack() as stack:
        started = [stack.enter_context(_prepared(free_port(), settings)) for settings in nodes]
        for node in started:
            node.launch()
        for node in started:
            node.wait()
        yield started


@contextmanager
def _prepared(port: int, settings: dict[str, str] | None = None) -> Iterator[Server]:
    """Unpack a node into a temporary folder of its own, and end and remove it afterwards."""
    java, archive = newest_java(OLDEST_JAVA), fetched(ARTIFACT, CACHE)
    folder = Path(tempfile.mkdtemp(prefix="alongside-elasticsearch-"))
    node = Server(folder, port, java, settings)
    try:
        shutil.unpack_archive(archive, folder)
        for program in (folder / f"elasticsearch-{VERSION}" / "bin").iterdir():
            program.chmod(0o755)
        if os.geteuid() == 0:
            account = pwd.getpwnam("nobody")
            for path in (folder, *folder.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid)
        yield node
    finally:
        node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run a node until somebody stops it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 9200
    try:
        with server(port) as node:
            sys.stdout.write(f"Elasticsearch {VERSION} is at {node.url} (stop with Ctrl+C). Use it so:\n")
            sys.stdout.write(f"  export ELASTICSEARCH_URL={node.url}\n  .venv/bin/python manage.py search_migrate\n")
            sys.stdout.flush()
            while node.process is not None and node.process.poll() is None:
                time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
    except NotAtHand as problem:
        sys.stdout.write(f"Elasticsearch is not at hand: {problem}\n")
        return 1
    return 1


if __name__ == "__main__":
    sys.exit(main())

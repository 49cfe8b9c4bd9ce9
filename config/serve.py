"""Serves the site and runs the background worker and the clock beside it, for one machine."""

import argparse
import os
import shlex
import signal
import socket
import subprocess
import sys
import time

from config.prepare import BASE_DIR, say

HOST = "127.0.0.1"


def main() -> int:
    """Start all three, wait until one ends or somebody stops them, and stop the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    if not _is_free(port):
        say(f"Port {port} is in use. Stop what runs there, or choose another: make run PORT=8001")
        return 1
    environment = os.environ | {"BASE_URL": f"http://{HOST}:{port}", "LOG_LEVEL": os.environ.get("LOG_LEVEL", "ERROR")}
    commands = (
        f"{sys.executable} manage.py db_worker --interval 1",
        f"{sys.executable} -m config.clock",
        f"{sys.executable} -m gunicorn config.wsgi --bind {HOST}:{port} --workers 1 --threads 4 --log-level warning",
    )
    processes = [subprocess.Popen(shlex.split(command), cwd=BASE_DIR, env=environment) for command in commands]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _announce(port)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        _stop(processes)
        return 0
    say("The site, its worker or its clock stopped by itself; see the lines above.")
    _stop(processes)
    return 1


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _announce(port: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    django.setup()
    site = f"http://{HOST}:{port}"
    say(f"\nAlongside is at {site}/  (stop with Ctrl+C)")
    say(f"  Find help      {site}/find/\n  ACCT review    {site}/acct/\n  Edit listings  {site}/cms/")
    if settings.DEMONSTRATION:
        from directory.demonstration.people import PASSWORD, demonstration_people

        say(f"\nDemonstration sign-ins, all with the password: {PASSWORD}")
        for person in demonstration_people():
            say(f"  {person.role.label:32} {person.email}")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + 10
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())

"""What every answer and every address keeps to: policy of contents, headers, cookies, limits, keys, redirects."""

import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import TooManyFilesSent
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from config.dependency_audit import audit
from core.models import OutboxMessage
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory
from tests.project.test_deployment import manage

ROOT = Path(__file__).resolve().parents[2]
OURS = ("core", "accounts", "directory", "referrals", "volunteers", "search", "coordinator")
#: Files that are saved and opened from a disk, where no policy is sent and no other file can be reached.
SAVED = {"core/subject_access.html"}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")|\son[a-z]+=\"|javascript:|<style|\sstyle=\"",
    re.I,
)


def patterns(found=None, namespace="") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if found is None else found:
        if isinstance(pattern, URLPattern):
            yield namespace, pattern
        else:
            yield from patterns(pattern.url_patterns, pattern.namespace or namespace)


def our_patterns() -> list[URLPattern]:
    return [pattern for namespace, pattern in patterns() if namespace in OURS]


# --- Policy of contents ---------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/privacy/", "/accounts/login/", "/no-such-page/", "/healthz", "/cms/"])
def test_every_answer_carries_a_policy_without_inline_code(client, path):
    if path == "/cms/":
        client.force_login(user_with_role("coordinator", PrisonFactory()))
    policy = client.get(path, follow=True)["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "object-src 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert re.search(r"https?:", policy) is None


def test_no_template_has_inline_code():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in (ROOT / "templates").rglob("*.html")
        if path.relative_to(ROOT / "templates").as_posix() not in SAVED and "/print" not in path.as_posix()
        for match in INLINE.finditer(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("bad", ["<script>x</script>", '<p onclick="x">', '<a href="javascript:x">', '<p style="x">'])
def test_inline_code_would_be_found(bad):
    assert INLINE.search(bad)


# --- Headers and cookies, as a production server sends them -----------------------------------------------------

ASK = """
import json
from django.test import Client
client = Client(raise_request_exception=False)
plain = client.get("/privacy/", HTTP_HOST="alongside.example")
page = client.get("/accounts/login/", secure=True, HTTP_HOST="alongside.example")
wrong = client.get("/privacy/", secure=True, HTTP_HOST="evil.example")
cookies = {name: {key: bool(value[key]) for key in ("secure", "httponly")} | {"samesite": value["samesite"]}
           for name, value in client.cookies.items()}
print(json.dumps({"plain": [plain.status_code, plain.headers.get("Location")], "headers": dict(page.headers),
                  "wrong": wrong.status_code, "cookies": cookies}))
"""


@pytest.fixture(scope="module")
def server():
    here = {
        "DATABASE_URL": "sqlite://:memory:",
        "LOG_LEVEL": "CRITICAL",
        "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",  # nothing is collected here
    }
    done = manage("shell", "--verbosity", "0", "-c", ASK, **here)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_server_answers_over_tls_only_and_says_so_for_a_year(server):
    assert server["plain"] == [301, "https://alongside.example/privacy/"]
    assert server["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_a_server_sends_the_headers_that_keep_others_out(server):
    headers = server["headers"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
    assert "frame-ancestors" in headers["Content-Security-Policy"]


def test_cookies_travel_over_tls_only_and_not_to_other_sites(server):
    assert server["cookies"]
    for name, cookie in server["cookies"].items():
        assert cookie["secure"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name


@pytest.mark.django_db
def test_the_session_is_out_of_reach_of_scripts(client):
    user = UserFactory()
    client.post(reverse("account_login"), {"login": user.email, "password": "correct horse battery"})
    assert client.cookies["sessionid"]["httponly"]


def test_a_host_that_is_not_ours_is_refused(server):
    assert server["wrong"] == 400


# --- Limits -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [{"login": "x" * 3_000_000}, {f"field{number}": "x" for number in range(1001)}],
    ids=["three megabytes", "a thousand fields"],
)
def test_more_than_any_form_holds_is_refused(body):
    assert Client(raise_request_exception=False).post("/accounts/login/", body).status_code in (400, 413)


@pytest.mark.django_db
def test_more_files_than_any_form_takes_are_refused(settings, rf):
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = {f"file{number}": SimpleUploadedFile(f"{number}.csv", b"x") for number in range(101)}
    with pytest.raises(TooManyFilesSent):
        _ = rf.post("/", files).POST


# --- Forgery and redirects ----------------------------------------------------------------------------------------


def test_no_view_of_ours_goes_without_the_token_against_forgery():
    free = [pattern.name for pattern in our_patterns() if getattr(pattern.callback, "csrf_exempt", False)]
    assert free == []


@pytest.mark.django_db
def test_a_form_without_the_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    for name in ("core:notifications_read", "accounts:own_data", "account_logout"):
        assert client.post(reverse(name)).status_code == 403, name


HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://testserver@evil.example/",
    "\x00//evil.example",
    " //evil.example",
]


@pytest.mark.django_db
@pytest.mark.parametrize("target", HOSTILE)
def test_no_redirect_leads_away(client, target):
    user = UserFactory()
    words = {"login": user.email, "password": "correct horse battery", "next": target}
    for answer in (
        client.post(reverse("account_login"), words),
        client.post(reverse("account_logout"), {"next": target}),
    ):
        assert answer.status_code == 302
        assert answer.url.startswith("/")
        assert not answer.url.startswith(("//", "/\\"))
        assert "evil" not in answer.url


@pytest.mark.django_db
@pytest.mark.parametrize("target", [*HOSTILE, "http://testserver//evil.example/", "http://testserver/\\evil.example/"])
def test_the_page_that_is_gone_back_to_is_one_of_ours(client, target):
    client.force_login(UserFactory())
    answer = client.post(reverse("accounts:keep_text"), {"_kept_page": target, "own_words": "Half a sentence"})
    assert answer.status_code == 302
    assert answer.url == "/"


# --- Nothing to guess -----------------------------------------------------------------------------------------------


def test_no_address_of_ours_counts_through_rows():
    counted = [
        f"{pattern.name} ({pattern.pattern})"
        for pattern in our_patterns()
        for name, converter in pattern.pattern.converters.items()
        if isinstance(converter, IntConverter) and name in ("pk", "id", "key")
    ]
    assert counted == []


@pytest.mark.django_db
def test_asking_for_a_new_password_tells_nothing(client):
    UserFactory(email="known@example.org")

    def ask(email):
        answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        return (
            answer.status_code,
            answer.redirect_chain,
            re.sub(rb'value="\w+"|[\w.]+@example\.org', b"", answer.content),
        )

    assert ask("known@example.org") == ask("unknown@example.org")
    assert OutboxMessage.objects.count() == 1


# --- Packages ---------------------------------------------------------------------------------------------------------


class Vulnerabilities(http.server.BaseHTTPRequestHandler):
    """Answers like the public list of vulnerabilities; `vulnerable` names a package with one."""

    vulnerable = ""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        found = {"vulns": [{"id": "TEST-1", "modified": "2026-01-01T00:00:00Z"}]}
        names = [query.get("package", {}).get("name") for query in asked]
        self._answer({"results": [found if name == self.vulnerable else {} for name in names]})

    def do_GET(self):
        self._answer({"id": "TEST-1", "modified": "2026-01-01T00:00:00Z", "summary": "Planted", "affected": []})

    def _answer(self, said):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def list_of_vulnerabilities():
    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Vulnerabilities)
    thread = threading.Thread(target=service.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{service.server_port}"
    service.shutdown()
    service.server_close()
    thread.join(timeout=10)


@pytest.mark.parametrize(("name", "code", "said"), [("django", 1, "TEST-1 Planted"), ("", 0, "none vulnerable")])
def test_a_vulnerable_package_fails_the_check(list_of_vulnerabilities, monkeypatch, name, code, said):
    monkeypatch.setattr(Vulnerabilities, "vulnerable", name)
    found = audit(service_url=list_of_vulnerabilities)
    assert found[0] == code
    assert said in found[1]


def test_a_list_that_cannot_be_reached_or_hangs_is_said_and_does_not_fail():
    import socket

    assert audit(service_url="http://127.0.0.1:9") == (
        0,
        "not done: the list of vulnerabilities cannot be reached from here",
    )
    with socket.create_server(("127.0.0.1", 0)) as silent:
        code, said = audit(service_url=f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=3)
    assert (code, said) == (0, "not done: the list of vulnerabilities did not answer within 3 seconds")

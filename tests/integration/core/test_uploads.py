"""What one request may send: refused with a sentence before it is read, whatever it announces."""

import io
import socket
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.exception import convert_exception_to_response
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import get_resolver, reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from core.uploads import UploadLimitMiddleware
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db

MB = 1_000_000
SIGN_IN = "/accounts/login/"


class NeverRead(io.RawIOBase):
    """A body of which not one byte may be read."""

    def readable(self):
        return True

    def read(self, *args):
        raise AssertionError("the body was read")


@pytest.fixture
def prison(db):
    return PrisonFactory()


@pytest.fixture
def sheet(prison):
    return reverse("directory:spreadsheet", args=[prison.code])


@pytest.fixture
def coordinator(client, prison):
    user = user_with_role("coordinator", prison)
    client.force_login(user)
    return user


def send(client, url, size, **extra):
    """Announce a body of so many bytes that may not be read, and return the answer."""
    return client.generic(
        "POST",
        url,
        b"",
        content_type=MULTIPART_CONTENT,
        CONTENT_LENGTH=str(size),
        **{"wsgi.input": NeverRead()},
        **extra,
    )


def says(answer, status, *words):
    assert answer.status_code == status
    page = answer.content.decode()
    for one in words:
        assert one in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("size", [2_500_001, 60 * MB, 10**15])
def test_a_visitor_sends_no_more_than_a_form_holds(client, sheet, size):
    for url in (SIGN_IN, sheet, "/no-such-page/"):
        answer = send(client, url, size)
        says(answer, 413, "That is too large to send", "At most 2.5 MB")
        assert "default-src" in answer["Content-Security-Policy"]


def test_sixty_megabytes_to_the_sign_in_page_are_refused(client):
    big = SimpleUploadedFile("x.bin", b"0" * 60 * MB)
    assert client.post(SIGN_IN, {"f": big, "login": "a@b.example", "password": "x"}).status_code == 413


def test_somebody_signed_in_sends_more_only_where_files_are_taken(client, coordinator, sheet):
    says(send(client, reverse("accounts:keep_text"), 2_500_001), 413, "At most 2.5 MB")
    says(send(client, sheet, 55 * MB + 1), 413, "At most 55 MB")


def test_the_limits_are_settings(client, coordinator, sheet, settings):
    settings.REQUEST_MAX_BYTES, settings.UPLOAD_MAX_BYTES = 1000, 2000
    says(send(client, sheet, 2001), 413)
    says(send(Client(), sheet, 1001), 413)
    assert client.post(sheet, {"file": SimpleUploadedFile("a.csv", b"x" * 1500)}).status_code == 200


@pytest.mark.parametrize(
    ("name", "size"), [("directory:spreadsheet", 50 * 1024 * 1024), ("volunteers:spreadsheet", 6 * MB)]
)
def test_the_importers_say_in_their_own_words_that_a_file_is_too_large(client, coordinator, prison, name, size):
    url = reverse(name, args=[prison.code])
    answer = client.post(url, {"file": SimpleUploadedFile("a.csv", b"x" * size)})
    says(answer, 200, "The file is larger than 5 MB: split it and import the parts.")


def test_a_spreadsheet_as_large_as_the_importer_takes_is_read(client, coordinator, sheet):
    content = b"prison,organisation,title\n" + b"x" * (5 * 1024 * 1024 - 26)
    page = client.post(sheet, {"file": SimpleUploadedFile("a.csv", content)}).content.decode()
    assert "larger than" not in page
    assert "too large" not in page


def test_the_editor_takes_an_image_and_a_document_above_the_general_limit(client):
    superuser = UserFactory(is_superuser=True)
    RecoveryCodes.activate(superuser)
    client.force_login(superuser)
    image = io.BytesIO()
    Image.effect_noise((1800, 1800), 90).save(image, "PNG")
    assert image.tell() > settings.REQUEST_MAX_BYTES
    picture = SimpleUploadedFile("a.png", image.getvalue(), "image/png")
    client.post(reverse("wagtailimages:add"), {"title": "A tree", "file": picture})
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n" + b"0" * 3 * MB, "application/pdf")
    client.post(reverse("wagtaildocs:add"), {"title": "A paper", "file": paper})
    assert list(get_image_model().objects.values_list("title", flat=True)) == ["A tree"]
    assert list(get_document_model().objects.values_list("title", flat=True)) == ["A paper"]


def test_every_address_that_takes_files_is_there():
    for name in settings.UPLOAD_ADDRESSES:
        namespace, _, rest = name.partition(":")
        assert rest in get_resolver().namespace_dict[namespace][1].reverse_dict, name


# --- What is announced wrongly -------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["-1", "x", "1e9", "１２"])
def test_a_length_that_is_no_number_is_refused(client, said):
    says(send(client, SIGN_IN, said), 411, "did not say how much it was sending")


def test_a_body_sent_in_pieces_without_a_length_is_refused(client, coordinator, sheet):
    for url in (SIGN_IN, sheet):
        says(send(client, url, "", HTTP_TRANSFER_ENCODING="chunked"), 411, "did not say how much it was sending")


def test_a_request_without_a_body_needs_no_length(client):
    assert client.generic("POST", SIGN_IN, CONTENT_LENGTH="").status_code == 200


def test_files_longer_than_was_announced_are_stopped(rf):
    """As a server hands them over that does not cut the body at its announced length."""
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("a.bin", b"0" * 4 * MB)})
    headers = [(b"content-type", MULTIPART_CONTENT.encode()), (b"content-length", b"100")]
    scope = {"type": "http", "method": "POST", "path": SIGN_IN, "headers": headers, "query_string": b""}
    request = ASGIRequest(scope, io.BytesIO(body))
    request.user = UserFactory()
    seen = []

    @convert_exception_to_response
    def view(request):
        seen.append(request.FILES)
        return HttpResponse()

    says(UploadLimitMiddleware(view)(request), 413, "At most 2.5 MB")
    assert seen == []


def test_a_server_reads_no_more_than_was_announced(transactional_db):
    """Over a real socket: a length that lies is where reading ends, and the answer comes all the same."""
    server = WSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    with socket.create_connection(server.server_address, timeout=30) as line:
        line.sendall(
            b"POST /accounts/login/ HTTP/1.0\r\nHost: testserver\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\nlogin" + b"=x" * 1000
        )
        answer = line.recv(100)
    thread.join(timeout=30)
    server.server_close()
    assert answer.startswith(b"HTTP/1.0 403")


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *args):
        pass

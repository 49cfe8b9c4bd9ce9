"""Encrypts short secrets that must be kept readable to the server, so that a copied database does not hold them."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Undecipherable(Exception):
    """The text was encrypted with a key that this server no longer knows."""


def _cipher() -> MultiFernet:
    """Return a cipher whose keys follow from SECRET_KEY and its fallbacks; the first encrypts."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.blake2b(b"accounts.encryption" + secret.encode(), digest_size=32).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    """Return the text encrypted, as ASCII."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return the text again. Raises Undecipherable."""
    try:
        return _cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Undecipherable from error

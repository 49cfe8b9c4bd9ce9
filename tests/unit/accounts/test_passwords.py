"""Stolen passwords are refused, however they are dressed up; three random words are not."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts import encryption
from accounts.models import User


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password123456",
        "!!sunshine2024!!",
        "Pa55w0rd!!!!!!",
        "123456789012",
        "qwertyqwerty1",
        "short",
    ],
)
def test_known_and_simple_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(email="someone@example.org", name="Someone"))


@pytest.mark.parametrize(
    "password", ["candle tractor willow", "CandleTractorWillow", "correct horse battery", "ŵy-cath-môr-ci-tŷ"]
)
def test_three_words_are_accepted(password):
    validate_password(password, User(email="someone@example.org", name="Someone"))


def test_a_password_like_the_own_address_is_refused():
    with pytest.raises(ValidationError):
        validate_password("rosalindfranklin", User(email="rosalind.franklin@example.org", name="Rosalind Franklin"))


def test_secrets_survive_a_change_of_the_secret_key(settings):
    kept = encryption.encrypt("seed")
    assert "seed" not in kept
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough for a test of changing it 0123456789"
    assert encryption.decrypt(kept) == "seed"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(encryption.Undecipherable):
        encryption.decrypt(kept)

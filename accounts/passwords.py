"""Which passwords are refused because they are known to have been stolen."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Letters that people write as figures or signs, as in "pa55w0rd".
_LOOKALIKES = str.maketrans("013457$@!", "oleastsai")
_DECORATION = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class BreachedPasswordValidator(CommonPasswordValidator):
    """Refuses passwords on the list of 20,000 stolen ones that comes with Django, however they are dressed up.

    Works offline. Long passwords are rarely on the list themselves, so a listed word with figures added at
    either end, with letters written as figures, or written twice, counts as listed.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError with a plain sentence when the password is on the list."""
        if any(form in self.passwords for form in self._undressed(password.lower().strip())):
            raise ValidationError(
                _("This password has been stolen before and is easy to guess. Use three random words instead."),
                code="password_too_common",
            )

    @staticmethod
    def _undressed(password: str) -> set[str]:
        forms = {password, password.translate(_LOOKALIKES)}
        for form in list(forms):
            bare = _DECORATION.sub("", form)
            half = len(bare) // 2
            forms |= {bare, bare.translate(_LOOKALIKES)}
            if half and bare[:half] == bare[half:]:
                forms.add(bare[:half])
        return {form for form in forms if len(form) >= 4}

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("Not one that has been stolen before.")

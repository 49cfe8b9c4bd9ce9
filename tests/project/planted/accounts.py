"""What accounts hold, with the tables of others that belong to an account."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from wagtail.users.models import UserProfile

from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory
from tests.project.planted.planting import plants, word


@plants
def an_account() -> None:
    """An account with a role, a second factor, a session, an address and a profile in the editor."""
    user = user_with_role("staff", PrisonFactory(), name=word())
    EmailAddress.objects.create(user=user, email=f"{word()}@example.org", primary=True)
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key=word(), user_agent=word())
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": word()})
    UserProfile.objects.create(user=user, preferred_language="en")

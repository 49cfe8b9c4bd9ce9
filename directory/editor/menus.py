"""What stands in the menus of Wagtail's admin."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

# Uploads are not part of this service; help links lead out to Wagtail's own guide.
HIDDEN = {"images", "documents", "help"}
# Page types matter to whoever builds the site, not to whoever fills it.
HIDDEN_REPORTS = {"page-types-usage"}
HIDDEN_SETTINGS = {"users", "groups", "collections", "redirects", "sites"}


def only_what_is_used(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take the unused parts out of a menu, for everybody."""
    items[:] = [item for item in items if item.name not in HIDDEN | HIDDEN_REPORTS | HIDDEN_SETTINGS]

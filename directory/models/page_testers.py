"""What Wagtail's admin lets a curator do with a page, beyond the rights of the group."""

from wagtail.models import Page, PagePermissionTester

from accounts import guardian
from accounts.roles import CURATE_CATALOGUE


class ListingPermissionTester(PagePermissionTester):
    """A listing stays where it is: it says what happens in one prison.

    Copying it is an action of its own, which leaves out contacts and sessions (`copy_listing`). Page privacy
    by password is not used: what only staff see follows from their role.
    """

    def can_move(self) -> bool:
        """Refuse: another prison's listing is a copy, not this page."""
        return False

    def can_move_to(self, destination: Page) -> bool:
        """Refuse to a superuser too, whom Wagtail would let: the listing would go on naming the prison it left."""
        return False

    def can_reorder_children(self) -> bool:
        """Refuse: listings stand from A to Z everywhere, so an order of one's own would be kept and never seen."""
        return False

    def can_copy(self) -> bool:
        """Refuse Wagtail's plain copy, which would take named contacts along."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Refuse: who sees what follows from roles."""
        return False


class FramePermissionTester(ListingPermissionTester):
    """The pages that hold listings together: only a national administrator takes one down."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Refuse: a prison's page stands as long as its directory."""
        return False

    def can_unpublish(self) -> bool:
        """Leave it to whoever looks after the whole directory."""
        return bool(guardian.nationally_allowed(self.user, CURATE_CATALOGUE) and super().can_unpublish())

"""What administrators change in the CMS's settings menu: lists, and tables of one row."""

from typing import Any

from wagtail.snippets.views.snippets import SnippetViewSet


class ListViewSet(SnippetViewSet):
    """A list that an administrator changes; an entry is written, never copied."""

    icon = "list-ul"
    add_to_settings_menu = True
    copy_view_enabled = False


class OneRowViewSet(ListViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    icon = "cog"

    def get_queryset(self, request: Any) -> Any:
        """Show the one row, made on first use."""
        self.model.load()
        return self.model.objects.all()

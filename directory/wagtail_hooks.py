"""Plugs the directory into Wagtail's admin. What is plugged in stands in `directory.editor`."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from directory import viewsets
from directory.editor import choosers, menus

hooks.register("construct_main_menu", menus.only_what_is_used)
hooks.register("construct_reports_menu", menus.only_what_is_used)
hooks.register("construct_settings_menu", menus.only_what_is_used)
hooks.register("construct_page_chooser_queryset", choosers.only_own_pages)
# After Wagtail's own, which they replace.
hooks.register("register_admin_viewset", lambda: [viewsets.page_viewset, viewsets.listings_viewset], order=1000)


@hooks.register("insert_global_admin_js")
def editor_script() -> str:
    """Start pickers and repeated rows without inline scripts."""
    return format_html('<script src="{}"></script>', static("directory/editor.js"))


@hooks.register("insert_global_admin_css")
def editor_style() -> str:
    """Lay out what Wagtail's own style sheet does not know."""
    return format_html('<link rel="stylesheet" href="{}">', static("directory/editor.css"))

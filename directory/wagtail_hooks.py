"""Plugs the directory into Wagtail's admin. What is plugged in stands in `directory.editor`."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import MoveBulkAction

from directory import viewsets
from directory.editor import bulk, choosers, dashboard, listing_reports, menus, pages

hooks.register("construct_main_menu", menus.only_what_is_used)
hooks.register("construct_reports_menu", menus.only_what_is_used)
hooks.register("construct_settings_menu", menus.only_what_is_used)
hooks.register("construct_homepage_panels", dashboard.curators_panels)
hooks.register("construct_page_chooser_queryset", choosers.only_own_pages)
hooks.register("construct_page_action_menu", pages.page_actions)
hooks.register("register_page_header_buttons", pages.prison_buttons)
hooks.register("before_delete_page", pages.keep_what_is_named_elsewhere)
hooks.register("before_bulk_action", pages.keep_those_named_elsewhere)
hooks.register("after_create_page", pages.warn_about_words)
hooks.register("after_edit_page", pages.warn_about_words)
hooks.register("register_admin_urls", listing_reports.urls)
hooks.register("register_reports_menu_item", listing_reports.due_menu_item)
hooks.register("register_reports_menu_item", listing_reports.trigger_menu_item)
# After Wagtail's own, which they replace.
hooks.register("register_admin_viewset", viewsets.all_viewsets, order=1000)
for action in bulk.ACTIONS:
    hooks.register("register_bulk_action", action)
# No page here ever moves (`models/page_testers.py`), so the bar does not offer it.
MoveBulkAction.models = []


@hooks.register("insert_global_admin_js")
def editor_script() -> str:
    """Start pickers and repeated rows without inline scripts."""
    return format_html('<script src="{}"></script>', static("directory/editor.js"))


@hooks.register("insert_global_admin_css")
def editor_style() -> str:
    """Lay out what Wagtail's own style sheet does not know."""
    return format_html('<link rel="stylesheet" href="{}">', static("directory/editor.css"))

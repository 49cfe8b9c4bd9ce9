"""Registers the directory app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DirectoryConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "directory"

    def ready(self) -> None:
        """Register the scopes that roles are held in, what follows from them, and load actions."""
        from accounts.rights import register_editor_permissions, register_rights
        from accounts.roles import ScopeKind
        from accounts.scopes import register_scope
        from directory import signals  # noqa: F401
        from directory.models import Organisation, Prison
        from directory.page_permissions import PagePermissions, editor_permissions

        register_scope(ScopeKind.PRISON, Prison, argument="code")
        register_scope(ScopeKind.ORGANISATION, Organisation)
        autodiscover_modules("service_actions")
        register_rights(PagePermissions())
        register_editor_permissions(editor_permissions)

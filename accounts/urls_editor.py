"""Pages of Wagtail's editor that are closed to everybody.

Its own password reset knows no second factor. Its users and groups would change who may do what beside
`RoleAssignment` (docs/adr/0002-one-source-of-roles.md). Its report of page types names drafts of every prison.
The rest only shows errors.
"""

from django.contrib.auth.decorators import login_not_required
from django.urls import re_path

from accounts.views.account import not_used_here

urlpatterns = [
    re_path(
        r"^(?:password_reset|users|groups|failwhale|test404|reports/page-types-usage)(?:/|$)",
        login_not_required(not_used_here),
    ),
]

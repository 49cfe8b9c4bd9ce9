"""Every address of the site. Wagtail's page tree comes last because it answers whatever is left."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve

urlpatterns = [
    path("", include("core.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("directory/", include("directory.urls")),
    path("", include("search.urls")),
    path("referrals/", include("referrals.urls")),
    path("cms/", include("directory.urls_cms")),
    path("cms/", include("accounts.urls_editor")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *(static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT) if settings.DEBUG else []),
    re_path(serve_pattern, login_not_required(serve), name="wagtail_serve"),
]

"""Every address of the site. Wagtail's page tree comes last because it answers whatever is left."""

from allauth.mfa.webauthn.views import login_webauthn
from allauth.socialaccount.views import login_error
from django.conf import settings
from django.conf.urls.static import static
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.documents.views.serve import authenticate_with_password
from wagtail.documents.views.serve import serve as serve_document
from wagtail.urls import serve_pattern
from wagtail.views import serve

# Open to visitors, although their makers do not say so: passkeys, a failed sign-in elsewhere, documents.
for view in (login_webauthn, login_error, serve_document, authenticate_with_password):
    login_not_required(view)

urlpatterns = [
    path("", include("core.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("directory/", include("directory.urls")),
    path("", include("search.urls")),
    path("referrals/", include("referrals.urls")),
    path("volunteers/", include("volunteers.urls")),
    path("coordinator/", include("coordinator.urls")),
    path("cms/", include("directory.urls_cms")),
    path("cms/", include("accounts.urls_editor")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *(static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT) if settings.DEBUG else []),
    re_path(serve_pattern, login_not_required(serve), name="wagtail_serve"),
]

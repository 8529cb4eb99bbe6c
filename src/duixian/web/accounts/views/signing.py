"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.urls import path

from duixian.web.accounts import oidc
from duixian.web.accounts.forms import WAIT, SignInForm
from duixian.web.accounts.models import User

__all__ = ["speak", "urls"]

_YEAR = 365 * 24 * 60 * 60


def speak(response: HttpResponse, user: User) -> None:
    """Has the pages of this browser in the language a user chose; where none was chosen nothing changes."""
    if user.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, max_age=_YEAR, samesite="Lax", secure=settings.HTTPS)


class SignIn(LoginView):
    """The page to sign in on; leads back to where one came from."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gives the page's context, with the identity provider where one is set."""
        return super().get_context_data(**kwargs) | {"provider": settings.OIDC_LABEL if oidc.configured() else ""}

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        """Signs in and leads on, in the user's language."""
        response = super().form_valid(form)
        user = form.get_user()
        assert isinstance(user, User)
        speak(response, user)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        """Shows the page again; says 429 to programs where one must wait."""
        response = super().form_invalid(form)
        if form.has_error("__all__", WAIT):
            response.status_code = 429
        return response


urls = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
]

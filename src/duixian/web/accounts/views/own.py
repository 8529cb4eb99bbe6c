"""One's own account: name, unit, language, password, tokens."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from duixian.web.accounts import sessions
from duixian.web.accounts.forms import PasswordForm, ProfileForm, TokenForm
from duixian.web.accounts.models import Token, User
from duixian.web.accounts.people import revoke
from duixian.web.accounts.views.signing import speak

__all__ = ["urls"]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Shows one's account; POST keeps name, unit and language."""
    user = User.objects.get(pk=_user(request).pk)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        response = redirect("accounts:profile")
        speak(response, user)
        return response
    return render(request, "accounts/profile.html", {"form": form, "token_form": TokenForm(), "tokens": _tokens(user)})


@login_required
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Changes one's password; the browser stays signed in, all others are signed out."""
    user = _user(request)
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        before = request.session.session_key
        update_session_auth_hash(request, form.save())
        sessions.moved(request, before)
        sessions.end_all(user, but=request.session.session_key)
        messages.success(request, _("Password changed. Other browsers are signed out."))
        return redirect("accounts:profile")
    return render(request, "accounts/password.html", {"form": form, "must": user.must_change_password})


@login_required
@require_POST
@never_cache
def issue(request: HttpRequest) -> HttpResponse:
    """Makes a token and shows its key, this once."""
    user = _user(request)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/profile.html", {"form": ProfileForm(instance=user), "token_form": form, "tokens": _tokens(user)}, status=400)
    token, key = Token.issue(user, form.cleaned_data["label"])
    return render(request, "accounts/token.html", {"token": token, "key": key})


@login_required
@require_POST
def revoke_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes one's token back."""
    token = get_object_or_404(Token, pk=pk, user=_user(request))
    revoke(token)
    messages.success(request, _("“%(label)s” no longer works.") % {"label": token.label})
    return redirect("accounts:profile")


def _tokens(user: User) -> list[Token]:
    return list(user.tokens.order_by("revoked_at", "-id"))


urls = [
    path("", profile, name="profile"),
    path("password/", password, name="password"),
    path("tokens/", issue, name="tokens"),
    path("tokens/<int:pk>/revoke/", revoke_own, name="token-revoke"),
]

"""The browsers in which somebody is signed in: one's own, and an account's for administrators; and letting a locked-out name try again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.web.accounts import attempts, sessions
from duixian.web.accounts.models import SignedIn, User
from duixian.web.accounts.permissions import Action, require

__all__ = ["urls"]


@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Lists the browsers in which one is signed in."""
    rows = SignedIn.objects.filter(user__username=request.user.get_username())
    return render(request, "accounts/sessions.html", {"rows": rows, "mine": request.session.session_key})


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs one of one's browsers out."""
    sessions.end(get_object_or_404(SignedIn, pk=pk, user_id=request.user.pk))
    messages.success(request, _("Signed out there."))
    return redirect("accounts:sessions")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Signs all one's browsers out but this."""
    assert isinstance(request.user, User)
    sessions.end_all(request.user, but=request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("accounts:sessions")


@require(Action.ADMINISTER)
@require_POST
def end_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs an account out everywhere."""
    sessions.end_all(get_object_or_404(User, pk=pk))
    messages.success(request, _("Signed out everywhere."))
    return redirect("accounts:user", pk)


@require(Action.ADMINISTER)
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets an account try passwords again at once."""
    attempts.forgive(get_object_or_404(User, pk=pk).username)
    messages.success(request, _("Its wrong passwords are forgotten; it may try again now."))
    return redirect("accounts:user", pk)


urls = [
    path("sessions/", own, name="sessions"),
    path("sessions/<int:pk>/end/", end, name="session-end"),
    path("sessions/end-others/", end_others, name="sessions-end-others"),
    path("users/<int:pk>/sessions/end/", end_all, name="user-sessions-end"),
    path("users/<int:pk>/unlock/", unlock, name="user-unlock"),
]

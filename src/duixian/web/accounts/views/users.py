"""Everybody's accounts, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from duixian.web.accounts import attempts, people
from duixian.web.accounts.forms import NewUserForm, UserForm
from duixian.web.accounts.models import Role, Tenure, Token, User
from duixian.web.accounts.permissions import Action, require

__all__ = ["urls"]

_PAGE = 50


@require(Action.ADMINISTER)
def users(request: HttpRequest) -> HttpResponse:
    """Lists the accounts; ``q`` looks in names and units, ``role`` filters."""
    words, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    rows = User.objects.annotate(live_tokens=Count("tokens", filter=Q(tokens__revoked_at=None))).order_by("-is_active", "username")
    if words:
        rows = rows.filter(Q(username__icontains=words) | Q(name__icontains=words) | Q(unit__icontains=words))
    if role in Role.values:
        rows = rows.filter(role=role)
    seats = Tenure.objects.filter(until=None).select_related("post__office")
    rows = rows.prefetch_related(Prefetch("tenures", seats, to_attr="seats"))
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/users.html", {"page": page, "words": words, "role": role, "roles": Role.choices})


@require(Action.ADMINISTER)
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Makes an account and shows its first password, this once."""
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        user, password = people.add(said["username"], Role(said["role"]), name=said["name"], unit=said["unit"])
        return render(request, "accounts/handover.html", {"account": user, "password": password, "new": True})
    return render(request, "accounts/user_add.html", {"form": form}, status=400 if request.method == "POST" else 200)


@require(Action.ADMINISTER)
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows an account; POST changes its name, unit and role."""
    account = get_object_or_404(User, pk=pk)
    form = UserForm(request.POST or None, instance=User.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            people.change(account, role=Role(said["role"]), name=said["name"], unit=said["unit"])
        except ValidationError as error:
            form.add_error("role", error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:user", pk)
    context = {
        "account": account, "form": form, "tokens": account.tokens.order_by("revoked_at", "-id"), "browsers": account.browsers.all(), "waits": attempts.waits(account.username),
        "tenures": account.tenures.select_related("post__office").order_by("until", "-since"),
    }  # fmt: skip
    return render(request, "accounts/user.html", context)


@require(Action.ADMINISTER)
@require_POST
def disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Disables an account, or with ``active=1`` lets it in again."""
    account = get_object_or_404(User, pk=pk)
    try:
        people.change(account, active=request.POST.get("active") == "1")
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("accounts:user", pk)


@require(Action.ADMINISTER)
@require_POST
@never_cache
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives an account a new password and shows it, this once."""
    account = get_object_or_404(User, pk=pk)
    return render(request, "accounts/handover.html", {"account": account, "password": people.reset_password(account), "new": False})


@require(Action.ADMINISTER)
@require_POST
def revoke(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    """Takes an account's token back."""
    people.revoke(get_object_or_404(Token, pk=token, user_id=pk))
    return redirect("accounts:user", pk)


urls = [
    path("users/", users, name="users"),
    path("users/add/", add, name="user-add"),
    path("users/<int:pk>/", user, name="user"),
    path("users/<int:pk>/disable/", disable, name="user-disable"),
    path("users/<int:pk>/reset/", reset, name="user-reset"),
    path("users/<int:pk>/tokens/<int:token>/revoke/", revoke, name="user-token-revoke"),
]

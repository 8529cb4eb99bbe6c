"""Offices and their posts, for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.web.accounts import offices as doing
from duixian.web.accounts.models import Office, OfficeKind, Post, Tenure, User
from duixian.web.accounts.office_forms import CloseForm, HandOverForm, OfficeForm, PostForm
from duixian.web.accounts.passing import waiting
from duixian.web.accounts.permissions import Action, require
from duixian.web.accounts.posts import holder
from duixian.web.accounts.story import story
from duixian.web.ledger.models import Event
from duixian.web.ledger.refusals import Refused

__all__ = ["urls"]

_EVENTS = 30
"""How many lines of the log an office or post shows."""


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in ((_("Offices"), reverse("accounts:offices")), *more)]


@require(Action.ADMINISTER)
def offices(request: HttpRequest) -> HttpResponse:
    """Shows all offices, communities below their street; ``q`` looks in names, duties and people, ``kind`` filters, ``closed=1`` shows closed ones too."""
    words, kind, closed = request.GET.get("q", "").strip(), request.GET.get("kind", ""), request.GET.get("closed") == "1"
    seats = Tenure.objects.filter(until=None).select_related("user")
    posts = Post.objects.filter(closed_on=None).prefetch_related(Prefetch("tenures", seats, to_attr="now"))
    rows = Office.objects.prefetch_related(Prefetch("posts", posts, to_attr="seats"))
    if not closed:
        rows = rows.filter(closed_on=None)
    if words:
        person = Q(posts__tenures__until=None) & (Q(posts__tenures__user__name__icontains=words) | Q(posts__tenures__user__username__icontains=words))
        rows = rows.filter(Q(name__icontains=words) | Q(short__icontains=words) | Q(duties__icontains=words) | person).distinct()
    if kind in OfficeKind.values:
        rows = rows.filter(kind=kind)
    found = list(rows)
    here = {one.pk for one in found}
    below: dict[int | None, list[Office]] = {}
    for one in found:
        below.setdefault(one.parent_id if one.parent_id in here else None, []).append(one)
    groups = []
    for value, label in OfficeKind.choices:
        tops = [(one, below.get(one.pk, [])) for one in below.get(None, []) if one.kind == value]
        if tops:
            groups.append((label, tops))
    counts = Office.objects.aggregate(all=Count("pk"), closed=Count("pk", filter=~Q(closed_on=None)))
    context = {"groups": groups, "count": len(found), "words": words, "kind": kind, "kinds": OfficeKind.choices, "closed": closed, "counts": counts}
    return render(request, "accounts/offices.html", context)


@require(Action.ADMINISTER)
def add(request: HttpRequest) -> HttpResponse:
    """Adds an office."""
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row, _changed = doing.save_office(_user(request), None, form.cleaned_data)
        except Refused as error:
            _blame(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:office", row.pk)
    return _form(request, form, _("Add an office"), _crumbs((_("Add an office"), "")))


@require(Action.ADMINISTER)
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows an office: duties, posts and their holders, offices below it, what was done to it."""
    row = get_object_or_404(Office.objects.select_related("parent"), pk=pk)
    posts = list(row.posts.prefetch_related("offices", Prefetch("tenures", Tenure.objects.select_related("user"), to_attr="all_tenures")))
    for post in posts:
        post.now = next((one for one in post.all_tenures if one.until is None), None)  # type: ignore[attr-defined]
    past = sorted(((one.until, one) for post in posts for one in post.all_tenures if one.until), key=lambda pair: pair[0], reverse=True)
    titles = {post.pk: post.title for post in posts}
    events = Event.objects.filter(Q(subject="office", number=row.pk) | Q(subject="post", number__in=list(titles))).select_related("user").order_by("-id")[:_EVENTS]
    context = {
        "office": row, "duties": row.duties.splitlines(), "posts": [post for post in posts if not post.closed_on], "closed_posts": [post for post in posts if post.closed_on],
        "past": [(one, titles[one.post_id]) for _until, one in past], "below": row.children.filter(closed_on=None), "leaders": row.leaders.filter(closed_on=None).select_related("office"),
        "story": story(events), "close": CloseForm(), "crumbs": _crumbs((str(row), "")),
    }  # fmt: skip
    return render(request, "accounts/office.html", context)


@require(Action.ADMINISTER)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes what is said of an office."""
    row = get_object_or_404(Office, pk=pk)
    form = OfficeForm(request.POST or None, instance=Office.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            doing.save_office(_user(request), row, form.cleaned_data)
        except Refused as error:
            _blame(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:office", pk)
    return _form(request, form, str(row), _crumbs((str(row), reverse("accounts:office", args=[pk])), (_("Change"), "")))


@require(Action.ADMINISTER)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes an office, or with ``open=1`` opens it again."""
    row = get_object_or_404(Office, pk=pk)
    return _ended(request, row, lambda user, on, reason: doing.close_office(user, row, on, reason), redirect("accounts:office", pk))


@require(Action.ADMINISTER)
def post_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds a post to an office."""
    row = get_object_or_404(Office, pk=pk)
    form = PostForm(request.POST or None, instance=Post(office=row))
    if request.method == "POST" and form.is_valid():
        try:
            made, _changed = doing.save_post(_user(request), None, row, form.cleaned_data)
        except Refused as error:
            _blame(form, error)
        else:
            messages.success(request, _("Saved. Now say who holds the post."))
            return redirect("accounts:post-hand-over", made.pk)
    return _form(request, form, _("Add a post"), _crumbs((str(row), reverse("accounts:office", args=[pk])), (_("Add a post"), "")))


@require(Action.ADMINISTER)
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a post; POST changes it."""
    row = get_object_or_404(Post.objects.select_related("office"), pk=pk)
    form = PostForm(request.POST or None, instance=Post.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            doing.save_post(_user(request), row, row.office, form.cleaned_data)
        except Refused as error:
            _blame(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:post", pk)
    tenures = row.tenures.select_related("user")
    events = Event.objects.filter(subject="post", number=pk).select_related("user").order_by("-id")[:_EVENTS]
    crumbs = _crumbs((str(row.office), reverse("accounts:office", args=[row.office_id])), (row.title, ""))
    context = {"post": row, "form": form, "tenures": tenures, "waiting": waiting(row), "story": story(events), "close": CloseForm(), "crumbs": crumbs}
    return render(request, "accounts/post.html", context, status=400 if form.errors else 200)


@require(Action.ADMINISTER)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hands a post over in one step, and shows what passes with it."""
    row = get_object_or_404(Post.objects.select_related("office"), pk=pk)
    before = holder(row)
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        successor, reason = form.cleaned_data["successor"], form.cleaned_data["reason"]
        try:
            done = doing.seat(_user(request), row, successor, reason)
        except Refused as error:
            _blame(form, error)
        else:
            if not done:
                messages.warning(request, _("Nothing changed: this person holds the post already."))
            elif successor:
                messages.success(request, _("“%(post)s” is now held by %(name)s; all that waited for it passed over.") % {"post": row, "name": successor})
            else:
                messages.success(request, _("Nobody holds “%(post)s” now.") % {"post": row})
            return redirect("accounts:office", row.office_id)
    crumbs = _crumbs((str(row.office), reverse("accounts:office", args=[row.office_id])), (row.title, reverse("accounts:post", args=[pk])), (_("Hand over"), ""))
    context = {"post": row, "holder": before, "waiting": waiting(row), "form": form, "crumbs": crumbs}
    return render(request, "accounts/hand_over.html", context, status=400 if form.errors else 200)


@require(Action.ADMINISTER)
@require_POST
def post_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes a post, or with ``open=1`` opens it again."""
    row = get_object_or_404(Post.objects.select_related("office"), pk=pk)
    return _ended(request, row, lambda user, on, reason: doing.close_post(user, row, on, reason), redirect("accounts:post", pk))


def _ended(request: HttpRequest, row: Office | Post, deed: Any, back: HttpResponse) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
        return back
    try:
        if request.POST.get("open") == "1":
            doing.reopen(_user(request), row, form.cleaned_data["reason"])
        else:
            deed(_user(request), form.cleaned_data["closed_on"], form.cleaned_data["reason"])
    except Refused as error:
        messages.error(request, error.said)
    else:
        messages.success(request, _("Saved."))
    return back


def _blame(form: forms.BaseForm, error: Refused) -> None:
    form.add_error(error.field if error.field in form.fields else None, error.said)


def _form(request: HttpRequest, form: forms.BaseForm, title: str, crumbs: list[dict[str, str]]) -> HttpResponse:
    return render(request, "accounts/office_form.html", {"form": form, "title": title, "crumbs": crumbs}, status=400 if form.errors else 200)


urls = [
    path("offices/", offices, name="offices"),
    path("offices/add/", add, name="office-add"),
    path("offices/<int:pk>/", office, name="office"),
    path("offices/<int:pk>/edit/", edit, name="office-edit"),
    path("offices/<int:pk>/close/", close, name="office-close"),
    path("offices/<int:pk>/posts/add/", post_add, name="post-add"),
    path("posts/<int:pk>/", post, name="post"),
    path("posts/<int:pk>/hand-over/", hand_over, name="post-hand-over"),
    path("posts/<int:pk>/close/", post_close, name="post-close"),
]

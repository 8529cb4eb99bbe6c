"""Publishing: what is published and what could be, the text that is proposed, the check, the second person."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duixian.web.accounts.models import Office, OfficeKind, PostRole, User
from duixian.web.accounts.permissions import Action, require
from duixian.web.frame import tongue
from duixian.web.ledger.assessment.turns import post_of
from duixian.web.ledger.doing.story import story_of
from duixian.web.ledger.models import Item, Kind, Ledger, Paper, State
from duixian.web.ledger.openly.checking import Flag, words_of
from duixian.web.ledger.openly.cleaning import SORTS
from duixian.web.ledger.openly.facts import FIELDS, Standing, facts_of
from duixian.web.ledger.openly.flow import SUBJECT
from duixian.web.ledger.openly.models import (
    Publication,
    PublicationState,
    Suggestion,
    SuggestionState,
    Version,
    VersionState,
)
from duixian.web.ledger.openly.settings import board_settings
from duixian.web.ledger.openly.steps import (
    Draft,
    Unexplained,
    approve,
    drafted,
    plain_text,
    propose,
    refuse,
    release,
    withdraw,
)
from duixian.web.ledger.pages import fresh_key, refused
from duixian.web.ledger.refusals import NotYours, Refused
from duixian.web.ledger.templatetags.ledger import amount

__all__ = ["publication", "publication_act", "publication_edit", "publishing"]

_PER_PAGE = 50
_ENDINGS = tuple(f".{one}" for one in (*SORTS, "jpeg"))
_SHOWS = ("", "waiting", "published", "withdrawn", "new")


def delivers(request: HttpRequest) -> bool:
    """Tells whether whoever asks is of the delivery office."""
    return isinstance(request.user, User) and post_of(request.user, PostRole.DELIVERY) is not None


@require(Action.PUBLISH)
@require_GET
def publishing(request: HttpRequest) -> HttpResponse:
    """Lists the items of a year's ledger, livelihood projects first, with what is published of them and what waits for a second person."""
    ledgers = list(Ledger.objects.order_by("-year", "pk"))
    asked = request.GET.get("ledger", "")
    ledger = next((one for one in ledgers if str(one.pk) == asked), ledgers[0] if ledgers else None)
    show = request.GET.get("show", "") if request.GET.get("show") in _SHOWS else ""
    words = request.GET.get("q", "").strip()[:100]
    rows = Item.objects.filter(ledger=ledger).exclude(state__in=[State.DROPPED, State.MERGED]).select_related("lead", "publication__current") if ledger else Item.objects.none()
    pending = Version.objects.filter(state=VersionState.PROPOSED)
    filters = {
        "waiting": Q(publication__versions__in=pending) | Q(publication__waiting=True),
        "published": Q(publication__state=PublicationState.PUBLISHED),
        "withdrawn": Q(publication__state=PublicationState.WITHDRAWN),
        "new": Q(publication=None),
    }
    if show:
        rows = rows.filter(filters[show]).distinct()
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words))
    rows = rows.annotate(first=Case(When(kind=Kind.LIVELIHOOD, then=Value(0)), default=Value(1), output_field=IntegerField())).order_by("first", "number").defer("text", "light_why")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    waits = set(pending.filter(publication__item__in=[one.pk for one in page.object_list]).values_list("publication__item", flat=True))
    context = {
        "ledger": ledger, "ledgers": ledgers, "page": page, "rows": [(one, getattr(one, "publication", None), one.pk in waits) for one in page.object_list], "show": show, "words": words,
        "delivers": delivers(request), "board": board_settings(),
        "voices": Suggestion.objects.filter(state=SuggestionState.WAITING).count(),
    }  # fmt: skip
    return render(request, "ledger/openly/publishing.html", context)


@require(Action.PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publication_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what of an item is to be published, ready to change, with what the check finds; sends it to a second person."""
    if not delivers(request):
        raise PermissionDenied
    item = get_object_or_404(Item.objects.select_related("ledger", "lead", "publication__current"), pk=pk)
    row: Publication | None = getattr(item, "publication", None)
    papers = [one for one in Paper.objects.filter(event__subject="item", event__number=item.pk).select_related("event") if one.name.lower().endswith(_ENDINGS)]
    error: Refused | None = None
    flags: list[Flag] = []
    explained: dict[str, str] = {}
    if request.method == "POST":
        draft = _said(request, papers)
        explained = {name.removeprefix("explain-"): plain_text(value) for name, value in request.POST.items() if name.startswith("explain-")}
        try:
            revision = request.POST.get("revision", "")
            version = propose(item, cast(User, request.user), draft, explained, revision=int(revision) if revision.isdigit() else None, key=request.POST.get("key", ""))
        except NotYours:
            raise PermissionDenied from None
        except Unexplained as found:
            error, flags = found, found.flags
        except Refused as found:
            error = found
        else:
            messages.success(request, _("Proposed. Another person of the delivery office or a district leader must approve it."))
            return redirect(version.publication)
    else:
        draft, explained = _before(item, row)
    language = tongue(request)
    chosen = dict(draft.papers)
    context = {
        "item": item, "row": row, "draft": draft, "error": error, "revision": row.revision if row else "",
        "flags": [(one, words_of(one.sort), explained.get(one.key, "")) for one in flags], "language": language,
        "fields": [(name, label, name in draft.fields) for name, label in FIELDS.items()],
        "streets": [(one, one.pk in draft.streets) for one in Office.objects.filter(kind=OfficeKind.STREET, closed_on=None).order_by("order", "pk")],
        "papers": [(one, one.pk in chosen, chosen.get(one.pk) or one.name) for one in papers], "key": fresh_key(),
        "known": {name: value for name, value in explained.items() if value and name not in {one.key for one in flags}},
    }  # fmt: skip
    return render(request, "ledger/openly/edit.html", context, status=error.status if error else 200)


@require(Action.PUBLISH)
@require_GET
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what is published of an item, what waits for a second person beside it, and everything that was done."""
    row = get_object_or_404(Publication.objects.select_related("item__ledger", "item__lead", "current"), pk=pk)
    waiting = row.versions.filter(state=VersionState.PROPOSED).select_related("by").first()
    user = cast(User, request.user)
    last = row.versions.select_related("by", "decided_by").order_by("-number").first()
    fresh = facts_of(row.item, row.current.fields) if row.waiting and row.current else None
    language = tongue(request)
    context = {
        "row": row, "waiting": waiting, "sent_back": last if last and last.state == VersionState.REFUSED else None, "delivers": delivers(request),
        "may_decide": post_of(user, PostRole.DELIVERY, PostRole.LEADER) is not None, "own": waiting is not None and waiting.by_id == user.pk,
        "versions": [_told(one, language) for one in (waiting, row.current) if one is not None], "fresh": _fresh(fresh) if fresh is not None else None,
        "story": story_of(SUBJECT, row.pk), "key": fresh_key(),
    }  # fmt: skip
    return render(request, "ledger/openly/publication.html", context)


@require(Action.PUBLISH)
@require_POST
def publication_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Approves, sends back, withdraws, or shows progress that waits."""
    row = get_object_or_404(Publication, pk=pk)
    user, said = cast(User, request.user), request.POST
    revision = int(said["revision"]) if said.get("revision", "").isdigit() else None
    key, reason = said.get("key", ""), said.get("reason", "")
    try:
        match said.get("action", ""):
            case "approve":
                approve(row, user, revision=revision, key=key)
                messages.success(request, _("Published."))
            case "refuse":
                refuse(row, user, reason, revision=revision, key=key)
                messages.success(request, _("Sent back."))
            case "withdraw":
                withdraw(row, user, reason, revision=revision, key=key)
                messages.success(request, _("Withdrawn: the public sees it no more."))
            case "release":
                release(row, user, revision=revision, key=key)
                messages.success(request, _("The progress shows now."))
            case _:
                messages.error(request, _("There is no such thing to do."))
    except Unexplained as error:
        found = "、".join(one.found for one in error.flags[:5]) if tongue(request) == "zh" else ", ".join(one.found for one in error.flags[:5])
        messages.error(request, _("Progress that came since names “%(found)s”. Propose the text again and say why that may be published.") % {"found": found})
    except NotYours as error:
        if post_of(user, PostRole.DELIVERY, PostRole.LEADER) is None:
            raise PermissionDenied from None
        return refused(request, error, row.get_absolute_url())
    except Refused as error:
        return refused(request, error, row.get_absolute_url())
    return redirect(row)


def _said(request: HttpRequest, papers: list[Paper]) -> Draft:
    said = request.POST
    streets = tuple(int(one) for one in said.getlist("streets") if one.isdigit() and len(one) < 16)
    chosen = {int(one) for one in said.getlist("papers") if one.isdigit() and len(one) < 19}
    named = tuple((one.pk, plain_text(said.get(f"name-{one.pk}", ""))[:120]) for one in papers if one.pk in chosen)
    fields = tuple(name for name in FIELDS if name in said.getlist("fields"))
    return Draft(plain_text(said.get("title")), plain_text(said.get("text")), plain_text(said.get("section")), fields, streets, named, plain_text(said.get("why"))[:2000])


def _before(item: Item, row: Publication | None) -> tuple[Draft, dict[str, str]]:
    """What the form begins with: the newest version, or a first draft from the item; with the explanations given then."""
    last = row.versions.order_by("-number").first() if row else None
    if last is None:
        return drafted(item), {}
    papers = tuple((one.paper_id, one.name) for one in last.evidence.all())
    return Draft(last.title, last.text, last.section, tuple(last.fields), tuple(last.streets), papers), {one["key"]: one["why"] for one in last.flags}


def _told(version: Version, language: str) -> dict[str, Any]:
    return {
        "version": version, "fields": [FIELDS[name] for name in version.fields if name in FIELDS], "files": list(version.evidence.select_related("paper")),
        "streets": list(Office.objects.filter(pk__in=version.streets)),
        "flags": [(getattr(words_of(one["sort"]), language), one["where"], one["found"], one["around"], one["why"]) for one in version.flags],
    }  # fmt: skip


def _fresh(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """New facts in words, for whoever looks before they show."""
    found = []
    if facts.get("standing"):
        found.append((_("How it stands"), str(Standing(facts["standing"]).label)))
    if facts.get("progress"):
        last = facts["progress"][-1]
        found.append((_("Progress"), f"{last['on']} · {amount(last['value'])} {facts.get('unit', '')}"))
    if facts.get("deadline"):
        found.append((_("Deadline"), facts["deadline"]))
    if facts.get("lead"):
        found.append((_("Lead office"), facts["lead"]))
    reached = [one for one in facts.get("stages", ()) if one["on"]]
    if reached:
        found.append((_("Stages"), f"{reached[-1]['zh']} {reached[-1]['on']}"))
    found += [(_("Votes of deputies"), f"{one['body']} {one['on']} {one['ayes']}:{one['noes']}:{one['abstained']}") for one in facts.get("votes", ())]
    return found

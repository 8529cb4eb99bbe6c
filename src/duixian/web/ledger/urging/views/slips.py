"""Slips: the list with what is proposed, a slip with its steps, a form to draft one, the printed paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.archive.asked import number
from duixian.web.ledger.doing.files import MOST_FILES, handed
from duixian.web.ledger.doing.story import story_of
from duixian.web.ledger.labels import LABELS
from duixian.web.ledger.models import Item, Ledger
from duixian.web.ledger.pages import fresh_key, refused
from duixian.web.ledger.papers.sending import DOCX, sent
from duixian.web.ledger.refusals import Refused
from duixian.web.ledger.states import Sort
from duixian.web.ledger.urging.models import Slip, SlipState
from duixian.web.ledger.urging.printing import file_name, lines, slip_docx
from duixian.web.ledger.urging.proposals import accept, dismiss, ground_word, open_proposals, reached
from duixian.web.ledger.urging.schemes import in_force
from duixian.web.ledger.urging.steps import DRAFTED, Move, Step, draft, open_moves, take, visible_to

__all__ = ["draft_slip", "edit_slip", "slip", "slip_paper", "slip_step", "slips", "slips_proposed"]

_PAGE = 50
_PROPOSED = 100
_DONE = (SlipState.CLOSED, SlipState.WITHDRAWN)


@require(Action.WORK)
@require_safe
@never_cache
def slips(request: HttpRequest) -> HttpResponse:
    """Lists slips by colour, state, office and words; for the delivery office also what is proposed."""
    user = cast(User, request.user)
    scheme = in_force()
    rows = visible_to(user)
    asked = {name: request.GET.get(name, "") for name in ("colour", "state", "q", "late")}
    office = number(request, "office")
    if asked["colour"]:
        rows = rows.filter(colour=asked["colour"])
    if asked["state"] in SlipState.values:
        rows = rows.filter(state=asked["state"])
    if asked["late"] == "1":
        rows = rows.filter(state__in=[SlipState.ISSUED, SlipState.SIGNED], due__lt=timezone.localdate())
    if asked["q"].strip():
        rows = rows.filter(matter__icontains=asked["q"].strip()) | rows.filter(number__icontains=asked["q"].strip())
    if office:
        rows = rows.filter(office=office)
    drafts = may(user, Action.BREAK_DOWN)
    proposed = list(open_proposals()[: _PROPOSED + 1]) if drafts else []
    ledger = _ledger()
    context = {
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "office": office,
        "offices": Office.objects.filter(pk__in=Slip.objects.values("office")),
        "colours": scheme.colours,
        "scheme": scheme,
        "states": list(SlipState.choices),
        "today": timezone.localdate(),
        "may_draft": drafts and ledger is not None,
        "may_configure": may(user, Action.CONFIGURE),
        "proposed": [(one, ground_word(one.ground), scheme.colour(one.colour)) for one in proposed[:_PROPOSED]],
        "more_proposed": open_proposals().count() - _PROPOSED if len(proposed) > _PROPOSED else 0,
        "reached": reached(ledger, scheme) if ledger is not None and drafts else [],
    }
    return render(request, "ledger/urging/slips.html", context)


@require(Action.BREAK_DOWN)
@require_POST
def slips_proposed(request: HttpRequest) -> HttpResponse:
    """Drafts, issues or sets aside the proposals that are ticked (``proposal``), by ``do``: draft, issue, dismiss."""
    user = cast(User, request.user)
    keys = [int(one) for one in request.POST.getlist("proposal") if one.isascii() and one.isdigit() and len(one) < 18]
    rows = list(open_proposals().filter(pk__in=keys))
    if not rows:
        messages.error(request, _("Tick at least one proposal."))
        return redirect("ledger:slips")
    try:
        if request.POST.get("do") == "dismiss":
            reason = request.POST.get("reason", "").strip()[:1000]
            if not reason:
                messages.error(request, _("Say why they are set aside."))
                return redirect("ledger:slips")
            count = dismiss(rows, user, reason)
            messages.success(request, _("Proposals set aside: %(count)s.") % {"count": count})
        else:
            drafted, issued = accept(rows, user, issue=request.POST.get("do") == "issue")
            messages.success(request, _("Drafted: %(drafted)s, issued: %(issued)s.") % {"drafted": drafted, "issued": issued})
    except Refused as error:
        return refused(request, error, "ledger:slips")
    return redirect("ledger:slips")


@require(Action.WORK)
@require_safe
@never_cache
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a slip as it is printed, what can be done to it, and its story."""
    user = cast(User, request.user)
    row = get_object_or_404(visible_to(user).select_related("ledger__place", "leader", "post", "previous", "item"), pk=pk)
    return render(request, "ledger/urging/slip.html", _context(row, user))


def _context(row: Slip, user: User) -> dict[str, Any]:
    moves = list(open_moves(user, row))
    return {
        "slip": row,
        "rows": lines(row),
        "moves": [_offered(one) for one in moves if one.step is not Step.EDIT],
        "may_edit": any(one.step is Step.EDIT for one in moves),
        "key": fresh_key(),
        "late": row.state in (SlipState.ISSUED, SlipState.SIGNED) and row.due < timezone.localdate(),
        "story": story_of("slip", row.pk),
        "next": row.next.exclude(state__in=[SlipState.DRAFT, SlipState.SUBMITTED]).first(),
        "most_files": MOST_FILES,
    }


def _offered(move: Move) -> dict[str, Any]:
    fields = [{"name": one.name, "label": LABELS.get(one.name, one.name), "needed": one.needed, "day": one.sort is Sort.DATE} for one in move.fields]
    return {"step": move.step, "fields": fields, "papers": move.papers, "danger": move.step is Step.WITHDRAW, "main": move.step in (Step.ISSUE, Step.SUBMIT, Step.SIGN, Step.ANSWER, Step.CLOSE)}


@require(Action.WORK)
@require_POST
def slip_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Does a step to a slip."""
    user = cast(User, request.user)
    row = get_object_or_404(visible_to(user), pk=pk)
    known = {one.step.value: one for one in open_moves(user, row)} | {one.step.value: one for one in open_moves(user, row) if one.signed_by}
    if step not in Step.values or step in (Step.DRAFT, Step.EDIT):
        return redirect(row)
    names = {one.name for one in known[step].fields} if step in known else set()
    given = {name: request.POST[name] for name in names if name in request.POST}
    revision = request.POST.get("revision", "")
    try:
        files = handed(request.FILES.getlist("papers")[:MOST_FILES])
        take(row, Step(step), user, given, revision=int(revision) if revision.isascii() and revision.isdigit() else None, key=request.POST.get("key", "")[:80], papers=files)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refused as error:
        messages.error(request, error.said)
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": Step(step).label})
    return redirect(row)


@require(Action.BREAK_DOWN)
@never_cache
def draft_slip(request: HttpRequest) -> HttpResponse:
    """A form to draft a slip by hand, filled in as far as the item (``item``) says; any colour may be chosen."""
    user = cast(User, request.user)
    item = Item.objects.select_related("ledger", "post").filter(pk=number(request, "item") or 0).first()
    ledger = item.ledger if item else _ledger()
    if ledger is None:
        messages.error(request, _("Open the ledger of the year first."))
        return redirect("ledger:ledgers")
    if request.method == "POST":
        said = _said(request)
        try:
            row = draft(ledger, user, said, item=item, key=request.POST.get("key", "")[:80])
        except Refused as error:
            messages.error(request, error.said)
            return render(request, "ledger/urging/draft.html", _form(said, item=item, key=request.POST.get("key", "")), status=error.status)
        return redirect(row)
    scheme = in_force()
    colour = scheme.colours[0]
    due = timezone.localdate() + timedelta(days=colour.days)
    said = {"colour": colour.key, "asked": colour.asked, "due": due.isoformat()}
    if item is not None:
        said |= {"matter": item.title, "slip_text": item.text, "office": item.lead_id, "post": item.post_id, "leader": item.leader_id}
        said["supporting"] = list(item.supporting.values_list("pk", flat=True))
    return render(request, "ledger/urging/draft.html", _form(said, item=item, key=fresh_key()))


@require(Action.BREAK_DOWN)
@never_cache
def edit_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a slip that is still a draft."""
    user = cast(User, request.user)
    row = get_object_or_404(visible_to(user), pk=pk)
    if row.state != SlipState.DRAFT:
        messages.error(request, _("Only a draft can be edited; withdraw the slip and draft another."))
        return redirect(row)
    if request.method == "POST":
        revision = request.POST.get("revision", "")
        try:
            take(row, Step.EDIT, user, _said(request), revision=int(revision) if revision.isascii() and revision.isdigit() else None, key=request.POST.get("key", "")[:80])
        except Refused as error:
            messages.error(request, error.said)
            return render(request, "ledger/urging/draft.html", _form(_said(request), slip=row, item=row.item, key=request.POST.get("key", "")), status=error.status)
        return redirect(row)
    said: dict[str, Any] = {name: getattr(row, name) for name in ("colour", "matter", "asked", "why", "joint", "instructed_by", "contact", "cycle")}
    said |= {"slip_text": row.text, "office": row.office_id, "post": row.post_id, "leader": row.leader_id, "due": row.due.isoformat()}
    said["supporting"] = list(row.supporting.values_list("pk", flat=True))
    return render(request, "ledger/urging/draft.html", _form(said, slip=row, item=row.item, key=fresh_key()))


@require(Action.WORK)
@require_safe
def slip_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a slip as a docx file."""
    row = get_object_or_404(visible_to(cast(User, request.user)).select_related("ledger__place", "leader", "previous", "office"), pk=pk)
    return sent(slip_docx(row), file_name(row), DOCX)


def _ledger() -> Ledger | None:
    return Ledger.objects.filter(frozen_at=None).order_by("-year", "id").first()


def _said(request: HttpRequest) -> dict[str, Any]:
    return {one.name: request.POST.getlist(one.name) if one.sort is Sort.OFFICES else request.POST.get(one.name, "") for one in DRAFTED}


def _form(said: dict[str, Any], *, item: Item | None, key: str, slip: Slip | None = None) -> dict[str, Any]:
    """The context of the form; what was said is compared as text, since a form sends nothing else."""
    plain = {name: [str(one) for one in value] if isinstance(value, list) else "" if value is None else str(value) for name, value in said.items()}
    offices = Office.objects.filter(closed_on=None).exclude(kind__in=[OfficeKind.AUDIT, OfficeKind.LEADERSHIP, OfficeKind.DELIVERY])
    posts = Post.objects.filter(closed_on=None, office__in=offices).exclude(role=PostRole.COMMUNITY).select_related("office")
    leaders = Post.objects.filter(closed_on=None, role=PostRole.LEADER).select_related("office")
    return {"said": plain, "item": item, "slip": slip, "key": key, "colours": in_force().colours, "offices": offices, "posts": posts, "leaders": leaders}

"""Pages of the light rules: the sets and presets, a set in sentences, its editor, its trial on a year, and putting it in force."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from duixian.web.accounts.permissions import Action, require
from duixian.web.frame import tongue
from duixian.web.ledger.lights.evaluate import Finding
from duixian.web.ledger.lights.force import Holding, holding, put_in_force, save
from duixian.web.ledger.lights.forms import RulesForm
from duixian.web.ledger.lights.models import InForce, RuleSet
from duixian.web.ledger.lights.presets import preset, presets
from duixian.web.ledger.lights.rules import Rules, read
from duixian.web.ledger.lights.trial import Differs, Month, tried
from duixian.web.ledger.lights.whom import member
from duixian.web.ledger.lights.words import phrase, sentences
from duixian.web.ledger.models import Item, Ledger, Light
from duixian.web.ledger.pages import fresh_key, refused
from duixian.web.ledger.refusals import Refused

__all__ = ["edit", "force", "rule_set", "rules", "take", "trial"]

_SHOWN = 50


class Shown(NamedTuple):
    """A rule in sentences."""

    name: str
    title: str
    sentences: list[str]
    stated: bool


@require(Action.CONFIGURE)
def rules(request: HttpRequest) -> HttpResponse:
    """Lists what is in force, the saved sets with their versions, and the presets."""
    language = tongue(request)
    held = holding(timezone.localdate())
    offered = [
        {
            "key": one.key,
            "name": one.name[language],
            "grade": grade(one.grade),
            "source": one.source[language],
            "unsaid": one.unsaid[language],
            "rules": [each for each in _shown(one.rules, language) if each.stated],
        }
        for one in presets()
    ]
    context = {
        "held": held,
        "held_name": held.name[language],
        "held_rules": _shown(held.rules, language),
        "sets": RuleSet.objects.select_related("event__user").order_by("name", "-version"),
        "forces": InForce.objects.select_related("rules", "event__user")[:_SHOWN],
        "presets": offered,
        "key": fresh_key(),
    }
    return render(request, "ledger/lights/rules.html", context)


@require(Action.CONFIGURE)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Saves a preset as the first version of a set of the office's own, or as its next."""
    one = preset(request.POST.get("preset", ""))
    if one is None:
        raise Http404
    try:
        row = save(one.name[tongue(request)], one.rules, member(request), base=one, key=request.POST.get("key", ""))
    except Refused as error:
        return refused(request, error, "ledger:rules")
    messages.success(request, _("Saved. It counts once it is put in force."))
    return redirect("ledger:rule-set", row.pk)


@require(Action.CONFIGURE)
def rule_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a version in sentences, with its source, and the ways on: edit it, try it, put it in force."""
    row = get_object_or_404(RuleSet.objects.select_related("event__user", "event__office"), pk=pk)
    language = tongue(request)
    base = preset(row.preset)
    context = {
        "row": row,
        "rules": _shown(read(row.rules), language),
        "source": row.source.get(language, ""),
        "grade": grade(row.grade),
        "unsaid": base.unsaid[language] if base else "",
        "versions": RuleSet.objects.filter(name=row.name).exclude(pk=pk).select_related("event__user"),
        "forces": row.forces.select_related("event__user"),
        "in_force": holding(timezone.localdate()).pk == row.pk,
        "ledgers": Ledger.objects.select_related("place")[:20],
        "today": timezone.localdate(),
        "key": fresh_key(),
        "crumbs": _crumbs(row, str(row)),
    }
    return render(request, "ledger/lights/rule_set.html", context)


@require(Action.CONFIGURE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor: what is sent is the next version, which counts for nothing yet."""
    row = get_object_or_404(RuleSet, pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = RulesForm(sent, rules=read(row.rules), tongue=tongue(request), initial={"name": row.name})
    if sent is not None and form.is_valid():
        said = form.cleaned_data
        try:
            made = save(said["name"], said["rules"], member(request), reason=said["reason"], base=row, key=sent.get("key", ""))
        except Refused as error:
            form.add_error(None, error.said)
        else:
            messages.success(request, _("Saved. It counts once it is put in force."))
            return redirect("ledger:rule-set", made.pk)
    context = {"row": row, "form": form, "key": fresh_key(), "crumbs": _crumbs(row, _("Edit"))}
    return render(request, "ledger/lights/edit.html", context, status=422 if sent is not None else 200)


@require(Action.CONFIGURE)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what a version would have said at each month's end of a year, beside the rules in force."""
    row = get_object_or_404(RuleSet, pk=pk)
    ledgers = list(Ledger.objects.select_related("place"))
    ledger = next((one for one in ledgers if str(one.pk) == request.GET.get("ledger")), None) or _last_year(ledgers)
    context: dict[str, Any] = {"row": row, "ledgers": ledgers, "ledger": ledger, "crumbs": _crumbs(row, _("Try it on a year"))}
    if ledger is not None:
        language = tongue(request)
        held = holding(timezone.localdate())
        found = tried(ledger, held.rules, read(row.rules))
        chosen = _month(found.months, request.GET.get("month", ""))
        page = Paginator(chosen.differ if chosen else [], _SHOWN).get_page(request.GET.get("page"))
        context |= {
            "held_name": _versioned(held, language),
            "months": [(one, _counts(one)) for one in found.months],
            "differ": found.differ,
            "chosen": chosen,
            "page": page,
            "differing": _differing(list(page), language),
        }
    return render(request, "ledger/lights/trial.html", context)


@require(Action.CONFIGURE)
@require_POST
def force(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a version in force from a day on."""
    row = get_object_or_404(RuleSet, pk=pk)
    try:
        since = _day(request.POST.get("since", ""))
        put_in_force(row, since, member(request), reason=request.POST.get("reason", ""), key=request.POST.get("key", ""))
    except Refused as error:
        return refused(request, error, reverse("ledger:rule-set", args=[pk]))
    messages.success(request, _("In force from %(day)s. Every light was set anew.") % {"day": since})
    return redirect("ledger:rules")


def grade(key: str) -> str:
    """Gives what the grade of a source means."""
    return {
        "off": pgettext("source", "Official text"),
        "press": pgettext("source", "Press"),
        "mirror": pgettext("source", "Copy of an official or press text"),
        "vendor": pgettext("source", "Vendor's manual"),
        "own": pgettext("source", "The office's own"),
    }.get(key, key)


def _shown(rules: Rules, language: str) -> list[Shown]:
    return [Shown(name, title, said, getattr(rules, name).stated) for name, title, said in sentences(rules, language)]


def _crumbs(row: RuleSet, label: str) -> list[dict[str, str]]:
    crumbs = [{"label": _("Rules"), "url": reverse("ledger:rules")}]
    if label != str(row):
        crumbs.append({"label": str(row), "url": reverse("ledger:rule-set", args=[row.pk])})
    return [*crumbs, {"label": label, "url": ""}]


def _last_year(ledgers: list[Ledger]) -> Ledger | None:
    """The newest ledger of a year that is over; else the newest."""
    over = [one for one in ledgers if one.year < timezone.localdate().year]
    return next(iter(over or ledgers), None)


def _month(months: list[Month], wished: str) -> Month | None:
    """The month that is asked for; else the last one where something differs."""
    asked = next((one for one in months if one.end.isoformat() == wished), None)
    return asked or next((one for one in reversed(months) if one.differ), None)


def _counts(month: Month) -> list[tuple[str, str, int, int]]:
    return [(light.value, str(light.label), month.before[light], month.after[light]) for light in Light]


class Row(NamedTuple):
    """An item whose light differs, as the page shows it."""

    item: Item
    before: str
    before_word: str
    before_why: str
    after: str
    after_word: str
    after_why: str


def _differing(some: list[Differs], language: str) -> list[Row]:
    items = Item.objects.select_related("lead").in_bulk([one.item for one in some])
    labels = {str(light.value): str(light.label) for light in Light}
    return [
        Row(
            items[one.item], one.before.light, labels.get(one.before.light, ""), _first(one.before.findings, language),
            one.after.light, labels.get(one.after.light, ""), _first(one.after.findings, language),
        )
        for one in some
    ]  # fmt: skip


def _first(findings: tuple[Finding, ...], language: str) -> str:
    return phrase(findings[0], language) if findings else ""


def _versioned(held: Holding, language: str) -> str:
    return f"{held.name[language]} v{held.version}" if held.pk else held.name[language]


def _day(written: str) -> date:
    try:
        found = parse_date(written)
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("“%(name)s” must be a day, as 2026-06-30.") % {"name": _("In force from")}, "since")
    return found

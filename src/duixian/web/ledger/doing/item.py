"""The page of an item: its whole story, from the sentence it comes from to its closing."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from duixian.web.accounts.models import User
from duixian.web.accounts.naming import names_alone
from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.doing.blocks import blocks_of
from duixian.web.ledger.doing.chart import chart_of
from duixian.web.ledger.doing.offers import DANGEROUS, first, offered
from duixian.web.ledger.doing.story import story_of
from duixian.web.ledger.models import Item

__all__ = ["item"]

_BEFORE = 50
"""Blocks of a smaller order stand above the entries."""


@require(Action.WORK)
@never_cache
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows an item with everything that was said of it and done to it, and what whoever asks may do to it now."""
    rows = names_alone(Item.objects.select_related("ledger__place", "lead", "post__office", "leader__office"), offices=["lead", "post__office", "leader__office"])
    one = get_object_or_404(rows.prefetch_related("supporting", "milestones", "sources__report"), pk=pk)
    people = ["by", "decided_by"]
    entries = list(names_alone(one.entries.select_related(*people, "post__office", "office"), users=people, offices=["post__office", "office"]).prefetch_related("event__papers"))
    petitions = list(names_alone(one.petitions.select_related(*people, "post__office"), users=people, offices=["post__office"]))
    offers = offered(cast(User, request.user), one)
    step = first(offers)
    blocks = blocks_of(request, one)
    context = {
        "item": one,
        "entries": entries[::-1],
        "petitions": petitions[::-1],
        "sources": list(one.sources.all()),
        "milestones": list(one.milestones.all()),
        "supporting": list(one.supporting.all()),
        "story": story_of("item", one.pk),
        "chart": chart_of(one, entries, list(one.milestones.all()), timezone.localdate()),
        "step": step,
        "offers": [row for row in offers if row is not step],
        "dangerous": DANGEROUS,
        "successors": list(one.successors.select_related("ledger")),
        "merged": list(one.merged.all()),
        "blocks_before": [block for block in blocks if block.order < _BEFORE],
        "blocks_after": [block for block in blocks if block.order >= _BEFORE],
        "crumbs": [{"label": one.ledger, "url": one.ledger.get_absolute_url()}, {"label": one.number}],
    }
    return render(request, "ledger/doing/item.html", context)

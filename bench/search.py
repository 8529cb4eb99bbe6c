"""Prints how fast an archive is searched, and how large the index is.

    DATABASE_URL=postgresql://… python -m bench.search [--turns N] [--rare 词] [--phrase 短语]

Searches the archive that the settings name (``DATABASE_URL``, ``DUIXIAN_DATA``). A rare word, a phrase of frequent pairs and places to filter by
are taken from its own sentences unless they are given. Two times are given: that of the search alone, and that of the whole page as the
server makes it.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.web.settings")
django.setup()

from django.conf import settings  # noqa: E402  after the settings are there
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402

from duixian.web.archive.models import Place, Report, SearchSegment, Sentence  # noqa: E402
from duixian.web.archive.search.asking import Filters  # noqa: E402
from duixian.web.archive.search.bigrams import pairs_of  # noqa: E402
from duixian.web.archive.search.folding import fold  # noqa: E402
from duixian.web.archive.search.matching import Within, match  # noqa: E402
from duixian.web.archive.search.query import parse  # noqa: E402
from duixian.web.archive.search.results import search  # noqa: E402

GOAL = 0.1
"""Seconds of the 95th percentile."""
SEED = 4
SAMPLED = 400
"""Sentences that are looked through for words to search for."""
COMMON, SECOND = "发展", "建设"


class Kind(NamedTuple):
    """A kind of search: what it is called, the words, the filters."""

    name: str
    words: str
    filters: Filters


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--turns", type=int, default=40)
    asked.add_argument("--rare", default="")
    asked.add_argument("--phrase", default="")
    given = asked.parse_args()
    sentences = Sentence.objects.count()
    if not sentences:
        print("The archive holds no sentence.")
        return 1
    print(f"{Report.objects.count():,} reports, {sentences:,} sentences, {connection.vendor}; {_size()}\n")
    settings.ALLOWED_HOSTS = ["*"]
    translation.activate("zh-hans")
    rare, phrase = _chosen()
    kinds = _kinds(given.rare or rare, given.phrase or phrase)
    print(f"{'search':24}{'words':22}{'hits':>12}{'p50 ms':>9}{'p95 ms':>9}{'page p50':>10}{'page p95':>10}")
    worst = 0.0
    for kind in kinds:
        alone = _times(lambda kind=kind: search(parse(kind.words), kind.filters), given.turns)  # type: ignore[misc]
        page = _times(_page(kind), given.turns)
        results = search(parse(kind.words), kind.filters)
        hits = f"{results.total:,}{'' if results.exact else '+'}"
        times = "".join(f"{value * 1000:>{width}.1f}" for value, width in zip((*_shown(alone), *_shown(page)), (9, 9, 10, 10), strict=True))
        print(f"{kind.name:24}{kind.words + ' ' * max(0, 20 - 2 * len(kind.words)):22}{hits:>12}{times}", flush=True)
        worst = max(worst, _shown(page)[1])
    print(f"\nslowest 95th percentile {worst * 1000:.0f} ms, goal {GOAL * 1000:.0f} ms")
    return 0 if worst <= GOAL else 1


def _kinds(rare: str, phrase: str) -> list[Kind]:
    newest = Report.objects.exclude(year=None).order_by("-year").first()
    place = Place.objects.filter(reports__isnull=False).order_by("id").first()
    year = newest.year if newest else None
    text = Filters()
    return [
        Kind("rare word", rare, text),
        Kind("frequent word", COMMON, text),
        Kind("phrase", phrase, text),
        Kind("two words", f"{COMMON} {SECOND}", text),
        Kind("a word left out", f"{COMMON} -{SECOND}", text),
        Kind("single letter", "水", text),
        Kind("word of one place", COMMON, text._replace(place=place)),
        Kind("word of one year", COMMON, text._replace(year=year)),
        Kind("word of a rare kind", COMMON, text._replace(kind="bulletin")),
        Kind("word in a part", COMMON, text._replace(role="goals")),
        Kind("word of a theme", COMMON, text._replace(theme="rural")),
        Kind("phrase, part and theme", phrase, text._replace(role="review", theme="economy")),
        Kind("facts", COMMON, Filters(what="facts")),
        Kind("facts, target, growth", COMMON, Filters(what="facts", role="target", measure="growth")),
        Kind("promises, checkable", COMMON, Filters(what="commitments", checkable="yes")),
    ]


def _chosen() -> tuple[str, str]:
    """A word that about fifty sentences hold, and a phrase of six to ten letters that a few hundred hold though its pairs are frequent; the nearest there are."""
    chance = random.Random(SEED)
    reports = list(Report.objects.order_by("id").values_list("id", flat=True))
    some = chance.sample(reports, min(len(reports), SAMPLED // 20))
    texts = list(Sentence.objects.filter(report__in=some).order_by("id").values_list("text", flat=True))
    words: dict[str, float] = {}
    phrases: dict[str, float] = {}
    for text in chance.sample(texts, min(len(texts), SAMPLED)):
        folded = fold(text)
        at = chance.randrange(max(1, len(folded) - 10))
        word, phrase = folded[at : at + 2], folded[at : at + chance.randint(6, 10)]
        for part, found, wanted in ((word, words, 50), (phrase, phrases, 300)):
            query = parse(part)
            if part.isalpha() and len(pairs_of(part)) == len(part) - 1 and not query.problem:
                total = match(query, Within(), 1001).total
                found[part] = abs(total - wanted) / wanted if total else 9.0
    return min(words, key=lambda one: words[one], default=COMMON), min(phrases, key=lambda one: phrases[one], default=COMMON)


def _page(kind: Kind) -> Callable[[], Any]:
    """The page of a kind of search, made as the server makes it."""
    filters = kind.filters
    asked = {"q": kind.words, "what": filters.what, "place": filters.place.slug if filters.place else "", "year": filters.year or ""}
    asked |= {name: getattr(filters, name) for name in ("kind", "role", "theme", "measure", "checkable")}
    browser = Client()

    def get() -> None:
        response = browser.get("/search/", {name: value for name, value in asked.items() if value})
        assert response.status_code == 200, response.status_code

    return get


def _times(once: Callable[[], Any], turns: int) -> list[float]:
    once()
    times = []
    for _ in range(turns):
        began = time.perf_counter()
        once()
        times.append(time.perf_counter() - began)
    return times


def _shown(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def _size() -> str:
    segments = SearchSegment.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(length(data)) FROM archive_searchpiece")
        data = cursor.fetchone()[0] or 0
        words = f"index {data / 1e6:,.0f} MB in {segments} segments"
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('archive_searchpiece'), pg_total_relation_size('archive_sentence')")
            table, text = cursor.fetchone()
            words += f" ({table / 1e6:,.0f} MB on disk; sentences {text / 1e6:,.0f} MB)"
    return words


if __name__ == "__main__":
    raise SystemExit(main())

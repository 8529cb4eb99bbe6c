"""How often phrases stand in reports, year by year, with sentences that hold them.

A phrase is counted wherever its characters stand, also inside other words (民生 in 人民生活). What stands around it is therefore shown, and a
person may write what not to count: ``民生-人民生活-国民生产``.

Small scopes (a place, or an archive of up to ``SAMPLE`` reports) are counted whole, and so is a phrase that few sentences hold. A frequent
phrase in a large archive is counted in a sample of reports: as many of each year as fit, those whose digests come first, which are spread
over places by chance and are the same ones every time.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha1
from typing import NamedTuple

from django.core.cache import cache
from django.utils.translation import gettext as _

from duixian.publishing.plotted import MOST_LINES
from duixian.web.archive.models import Place, Report, Sentence
from duixian.web.archive.search.folding import fold, fold_with_places
from duixian.web.archive.search.indexing import folded_all
from duixian.web.archive.search.keys import report_of
from duixian.web.archive.search.matching import Within, match
from duixian.web.archive.search.query import Query, parse
from duixian.web.archive.stamp import archive_stamp

__all__ = ["LONGEST", "SAMPLE", "Around", "Counted", "Example", "Phrase", "Scope", "Year", "counted", "phrases_in", "scope_of"]

SAMPLE = 200
"""Reports that are counted through for one phrase: at 350 sentences each, of which a common word stands in every sixth, a third of a second."""
_SMALLER = (SAMPLE, SAMPLE // 4, SAMPLE // 16)
"""What is tried where reports are so long that not all their sentences with the phrase can be looked at."""
LONGEST = 30
"""Characters of a phrase."""

_RARE = 3000
"""Sentences up to which a phrase is counted in the whole archive, whatever its size."""
_MOST = 30_000
_AT_ONCE = 5000
_EXAMPLES = 2
_AROUND = 6
_SHARE = 0.03
"""Share of all places from which on what stands around a phrase is shown."""
_WIDE = 4
_NEARLY_ALWAYS = 0.85
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+\Z")
_LETTERS_AFTER = re.compile(r"[^\W\d_]+")
_GAP = "\uf8fe"
"""What stands in place of words not to count: a character for private use."""
_MINUS = re.compile(r"\s*[-－−]\s*")
_PARTED = re.compile(r"[,，、;；\n]+")
_QUOTES = str.maketrans("", "", "“”\"「」")
_KEPT = 3600


class Year(NamedTuple):
    """The reports of a year that were counted through, and their characters."""

    year: int
    reports: int
    characters: int


class Scope(NamedTuple):
    """Whose reports are looked at: those of a place, of a kind, or all; by key with year and characters, in the order of their digests."""

    place: Place | None
    kind: str
    reports: tuple[tuple[int, int, int], ...]

    @property
    def large(self) -> bool:
        """Whether there are more reports than are counted through."""
        return len(self.reports) > SAMPLE

    def years(self, chosen: Iterable[int] | None = None) -> list[Year]:
        """Gives the years with their reports, of the chosen ones or of all."""
        own = None if chosen is None else set(chosen)
        reports: Counter[int] = Counter()
        characters: Counter[int] = Counter()
        for pk, year, length in self.reports:
            if own is None or pk in own:
                reports[year] += 1
                characters[year] += length
        return [Year(year, reports[year], characters[year]) for year in sorted(reports)]

    def sample(self, most: int) -> list[int]:
        """Gives the keys of about ``most`` reports, the same number of each year where it has as many and one of each at least."""
        of_year: defaultdict[int, list[int]] = defaultdict(list)
        for pk, year, _length in self.reports:
            of_year[year].append(pk)
        each = max(most // len(of_year), 1) if of_year else 0
        return [pk for keys in of_year.values() for pk in keys[:each]]


class Phrase(NamedTuple):
    """What is counted: a stretch of characters, except inside the longer ones of ``without``."""

    text: str
    without: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """How a person writes it."""
        return "-".join((self.text, *self.without))


class Around(NamedTuple):
    """The phrase with what stands around it, how often, and as a share of all."""

    text: str
    times: int
    share: float


class Example(NamedTuple):
    """A sentence that holds the phrase, cut around it, with its place in the report."""

    year: int
    ref: str
    report: str
    start: int
    end: int
    before: str
    hit: str
    after: str


class Counted(NamedTuple):
    """A phrase: how often it stands in the reports of each year and in how many of them. ``years`` are the reports that were counted through.

    ``whole`` says that these are all reports of the scope; else ``counts`` are those of a sample. ``problem`` says why nothing was counted.
    """

    phrase: Phrase
    years: tuple[Year, ...] = ()
    counts: dict[int, int] = {}  # noqa: RUF012  never changed
    holding: dict[int, int] = {}  # noqa: RUF012
    whole: bool = True
    examples: tuple[Example, ...] = ()
    around: tuple[Around, ...] = ()
    problem: str = ""

    @property
    def total(self) -> int:
        """How often it stands in all that was counted through."""
        return sum(self.counts.values())

    def rate(self, year: Year) -> float:
        """Gives how often it stands in 10,000 characters of a year's reports."""
        return self.counts.get(year.year, 0) / year.characters * 10_000 if year.characters else 0.0

    def each(self, year: Year) -> float:
        """Gives how often it stands in a report of a year."""
        return self.counts.get(year.year, 0) / year.reports if year.reports else 0.0


def phrases_in(text: str) -> list[Phrase]:
    """Gives the phrases that a person wrote, parted by commas, each with what not to count behind minus signs; at most six.

    >>> phrases_in("高质量发展，民生-人民生活 -国民生产, 高质量发展")
    [Phrase(text='高质量发展', without=()), Phrase(text='民生', without=('人民生活', '国民生产'))]
    """
    found = []
    for part in _PARTED.split(text):
        word, *rest = (one.translate(_QUOTES).strip()[:LONGEST] for one in _MINUS.split(part))
        if word:
            found.append(Phrase(word, tuple(dict.fromkeys(one for one in rest if fold(word) in fold(one) and fold(word) != fold(one)))))
    return list(dict.fromkeys(found))[:MOST_LINES]


def scope_of(place: Place | None, kind: str = "") -> Scope:
    """Gives the reports to look at: those that following uses, so that no copy counts twice, of which the year is known."""
    rows = Report.objects.filter(followed=True, year__isnull=False)
    if place is not None:
        rows = rows.filter(place=place)
    if kind:
        rows = rows.filter(kind=kind)
    return Scope(place, kind, tuple((pk, year or 0, length) for pk, year, length in rows.order_by("ref").values_list("pk", "year", "characters")))


def counted(phrase: Phrase, scope: Scope) -> Counted:
    """Gives how often ``phrase`` stands in the reports of a scope; kept until the archive changes."""
    query = parse(f"“{phrase.text}”")
    if query.problem or len(query.words) != 1:
        return Counted(phrase, problem=query.problem or _("Signs alone cannot be counted."))
    said = sha1(fold(phrase.written).encode()).hexdigest()
    kept = f"phrase:{archive_stamp()}:{scope.place.pk if scope.place else ''}:{scope.kind}:{said}"
    known: Counted | None = cache.get(kept)
    if known is None:
        known = _counted(phrase, query, scope)
        cache.set(kept, known, _KEPT)
    return known._replace(phrase=phrase)


def _counted(phrase: Phrase, query: Query, scope: Scope) -> Counted:
    chosen, whole, found = _found(query, scope)
    own = set(chosen)
    year_of = {pk: year for pk, year, _length in scope.reports}
    counts: Counter[int] = Counter()
    holding: defaultdict[int, set[int]] = defaultdict(set)
    around: Counter[tuple[str, str]] = Counter()
    there = []
    for key, text in _texts([key for key in found if report_of(key) in own]):
        times = _stands(text, query.words[0].folded, [fold(one) for one in phrase.without], around)
        if times:
            report = report_of(key)
            counts[year_of[report]] += times
            holding[year_of[report]].add(report)
            there.append(key)
    return Counted(
        phrase,
        tuple(scope.years(None if whole else chosen)),
        dict(counts),
        {year: len(reports) for year, reports in holding.items()},
        whole,
        _examples(there, phrase, year_of),
        _most_around(query.words[0].folded, around),
    )


def _found(query: Query, scope: Scope) -> tuple[list[int], bool, list[int]]:
    """The reports to count in, whether these are all, and the sentences in which the phrase may stand."""
    every = [pk for pk, _year, _length in scope.reports]
    if scope.large:
        found = match(query, Within(kind=scope.kind), _RARE)
    else:
        found = match(query, Within(reports=tuple(every)), _MOST)
    if found.exact and found.total <= len(found.sentences):
        return every, True, found.sentences
    for most in _SMALLER:
        chosen = scope.sample(most)
        found = match(query, Within(reports=tuple(chosen)), _MOST)
        if found.exact and found.total <= len(found.sentences):
            break
    return chosen, False, found.sentences


def _texts(keys: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The folded texts of sentences, in the order of their keys as given."""
    for at in range(0, len(keys), _AT_ONCE):
        some = keys[at : at + _AT_ONCE]
        rows = dict(Sentence.objects.filter(pk__in=some).values_list("pk", "text"))
        there = [key for key in some if key in rows]
        yield from zip(there, folded_all([rows[key] for key in there]), strict=True)


def _stands(folded: str, word: str, without: Iterable[str], around: Counter[tuple[str, str]]) -> int:
    """How often a word stands in a sentence, and notes the letters before and after it."""
    for one in without:
        folded = folded.replace(one, _GAP)
    times, at = 0, folded.find(word)
    while at >= 0:
        times += 1
        end = at + len(word)
        before, after = _LETTERS_BEFORE.search(folded[max(at - _WIDE, 0) : at]), _LETTERS_AFTER.match(folded[end : end + _WIDE])
        around[before.group() if before else "", after.group() if after else ""] += 1
        at = folded.find(word, end)
    return times


def _most_around(word: str, around: Counter[tuple[str, str]]) -> tuple[Around, ...]:
    """The most frequent surroundings: the letter before and the one after, and those further out that nearly always go with them (改善民生, not 善民生)."""
    total = around.total()
    nearest: Counter[tuple[str, str]] = Counter()
    for (front, back), times in around.items():
        nearest[front[-1:], back[:1]] += times
    made: list[Around] = []
    for (left, right), times in sorted(nearest.items(), key=lambda pair: (-pair[1], pair[0])):
        if times < total * _SHARE or len(made) == _AROUND:
            break
        if left or right:
            same = {pair: count for pair, count in around.items() if pair[0][-1:] == left and pair[1][:1] == right}
            before: Counter[str] = Counter()
            after: Counter[str] = Counter()
            for pair, count in same.items():
                before[pair[0][::-1]] += count
                after[pair[1]] += count
            front, back = _usual(before, left)[::-1], _usual(after, right)
            exactly = sum(count for pair, count in same.items() if pair[0].endswith(front) and pair[1].startswith(back))
            made.append(Around(front + word + back, exactly, exactly / total))
    return tuple(made)


def _usual(texts: Counter[str], start: str) -> str:
    """The longest beginning that nearly all of ``texts`` share, from ``start`` on."""
    total = texts.total()
    text = start
    while text and len(text) < _WIDE:
        longer: Counter[str] = Counter()
        for one, times in texts.items():
            if one.startswith(text) and len(one) > len(text):
                longer[one[: len(text) + 1]] += times
        best = max(longer, key=lambda one: (longer[one], one), default="")
        if not best or longer[best] < total * _NEARLY_ALWAYS:
            break
        text = best
    return text


def _examples(keys: Sequence[int], phrase: Phrase, year_of: dict[int, int]) -> tuple[Example, ...]:
    """The newest sentences that hold the word, each of another report, and the oldest."""
    first: dict[int, int] = {}
    for key in keys:
        first.setdefault(report_of(key), key)
        if len(first) == _EXAMPLES:
            break
    wanted = [*first.values(), *(key for key in keys[-1:] if report_of(key) not in first)]
    rows = {row.pk: row for row in Sentence.objects.filter(pk__in=wanted).select_related("report__place", "report__document").defer("report__reading")}
    made = []
    for key in wanted:
        row = rows.get(key)
        if row is None:
            continue
        folded = fold_with_places(row.text)
        word, plain = fold(phrase.text), folded.text
        for one in map(fold, phrase.without):
            plain = plain.replace(one, _GAP * len(one))
        at = plain.find(word)
        if at >= 0:
            low, high = folded.places[at], folded.places[at + len(word) - 1] + 1
            made.append(Example(year_of[report_of(key)], row.report.ref, row.report.label, row.start, row.end, row.text[:low], row.text[low:high], row.text[high:]))
    return tuple(made)

"""What a report says of itself: title, kind, place, years, date, speaker, meeting, source; each with its place in the text."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import msgspec

from duixian.language.eras import eras
from duixian.language.lexicon import lexicon
from duixian.language.periods import first_year, last_year
from duixian.language.places import NATION, Place, most_named, official_name, places
from duixian.model import Metadata, Named, ReportKind, SectionRole, View
from duixian.reading.dating import Dated, given_in, planned
from duixian.reading.structure import Skeleton, Structure

__all__ = ["metadata", "settled"]

OPENING = 600
"""Characters of the body in which a report without a title says what it is and whom it is given by."""
LONGEST_HEAD_LINE = 120
"""Characters of a line of the head that places are looked for in."""
LONGEST_HEAD = 6000
"""Characters of the head that date and meeting are looked for in."""
LONGEST_SPEAKER_LINE = 90
"""Characters of a line of the head that can name who gave the report."""
TERM = 5
"""Years of a term and of a plan."""
_NONE = Named()


@cache
def _pattern(section: str, name: str) -> re.Pattern[str]:
    return re.compile(lexicon("metadata")[section][name], re.MULTILINE)


@cache
def _kinds() -> tuple[tuple[ReportKind, re.Pattern[str]], ...]:
    return tuple((ReportKind(entry["kind"]), re.compile(entry["pattern"])) for entry in lexicon("metadata")["kind"])


def metadata(view: View, head: Skeleton, *, name: str = "") -> Metadata:
    """Gives the metadata of a report.

    Args:
        view: The cleaned report.
        head: Its skeleton.
        name: The file's name, asked only for a year that the text does not tell.
    """
    text = view.text
    lines = [(head.found[at].start, head.found[at].end) for at in range(head.body) if at not in head.aside]
    margin = [(head.found[at].start, head.found[at].end) for at in sorted(head.aside)]
    start = lines[0][0] if lines else 0
    body = head.found[head.body].start if head.body < len(head.found) else len(text)
    start = max(start, body - LONGEST_HEAD)
    titles = _titles(text, lines)
    if head.articles:
        titles = _titles(text, [(head.found[at].start, head.found[at].end) for article in head.articles for at in range(article.title_first, article.title_end)])
    head_titles = list(titles)
    presenting = _pattern("title", "presenting").search(text, body, body + OPENING) if not titles else None
    if presenting is not None:
        titles = [presenting.span("title")]
    title = _named(view, *titles[0]) if titles and not head.articles else _NONE
    kind = _kind(title.value) if not head.articles else ReportKind.NEWS_PAGE
    if not titles and _pattern("title", "work").search(text, body, body + OPENING):
        kind = ReportKind.WORK_REPORT
    headings = head.headings(text)
    dated = planned(text, head_titles, headings, (start, body), head.found, head.body)
    year = _year(view, dated, name)
    place, code = _place(view, titles, lines, body)
    reviewed, term = _reviewed(view, headings, int(year.value or 0))
    given = given_in(text, start, body)
    meeting = _meeting(view, start, body)
    office, speaker = _speaker(view, lines)
    return Metadata(
        title=title,
        kind=kind,
        place=place,
        place_code=code,
        year=year,
        reviewed=reviewed,
        term=term,
        date=_at(view, f"{given[0]:04d}-{given[3]:02d}-{given[4]:02d}", given[1], given[2]) if given else _NONE,
        speaker=speaker,
        office=office,
        meeting=meeting,
        source=_margin(view, "source", lines + margin),
        publisher=_margin(view, "publisher", lines + margin),
    )


def _at(view: View, value: str, start: int, end: int) -> Named:
    return Named(value, *view.span(start, end)) if start >= 0 else Named(value)


def _named(view: View, start: int, end: int) -> Named:
    return _at(view, view.text[start:end].replace("\n", ""), start, end)


def _search(view: View, pattern: re.Pattern[str], group: str, start: int, end: int) -> Named | None:
    match = pattern.search(view.text, start, end)
    return _named(view, *match.span(group)) if match is not None else None


def _meeting(view: View, start: int, end: int) -> Named:
    """Gives the meeting that a head names, even where its name runs over a line."""
    head = view.text[start:end]
    kept = [at for at, char in enumerate(head) if char != "\n"]
    flat = head.replace("\n", "")
    for name in ("at", "pattern"):
        match = _pattern("meeting", name).search(flat)
        if match is not None:
            first, last = match.span("meeting")
            return _at(view, match["meeting"], start + kept[first], start + kept[last - 1] + 1)
    return _NONE


def _titles(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Gives the lines of a head that can be its title, the fullest first."""
    longest = lexicon("metadata")["title"]["longest"]
    found = []
    for order, (start, end) in enumerate(lines):
        if end - start > longest or text[end - 1] in "。：；" or _pattern("title", "line").search(text, start, end) is None:
            continue
        first = start
        while first < end and text[first] in "—-─[【":
            close = text.find("]" if text[first] == "[" else "】", first, end) if text[first] in "[【" else first
            first = close + 1 if close >= first else first + 1
        while first < end and text[first] == " ":
            first += 1
        if _pattern("meeting", "pattern").search(text, first, end) or first >= end:
            continue
        full = bool(eras(text, first, end, 0)) + bool(places(text, first, end))
        found.append((full, order, first, end))
    return [(start, end) for _, _, start, end in sorted(found, key=lambda item: (-item[0], -item[1]))]


def _kind(title: str) -> ReportKind:
    for kind, pattern in _kinds():
        if pattern.search(title):
            return kind
    return ReportKind.OTHER


def _year(view: View, dated: Dated | None, name: str) -> Named:
    """Gives the year planned for: what the text says outright, else the year in the file's name, else what it suggests."""
    years = set(re.findall(r"(?<!\d)(?:19[4-9]\d|20\d\d)(?!\d)", name))
    if dated is not None and (dated.sure or len(years) != 1 or int(next(iter(years))) == dated.year):
        return _at(view, str(dated.year), dated.start, dated.end)
    return Named(next(iter(years))) if len(years) == 1 else _NONE


def settled(about: Metadata, built: Structure) -> Metadata:
    """Gives the metadata with the years reviewed that the paragraphs of the review speak of, where no heading names them."""
    weights: dict[str, int] = {}
    for block in built.blocks:
        if block.role is SectionRole.REVIEW and block.period:
            weights[block.period] = weights.get(block.period, 0) + block.end - block.start
    several = [period for period in weights if last_year(period) - first_year(period) == TERM - 1]
    term, reviewed = about.term, about.reviewed
    if not term.value and several:
        term = Named(max(several, key=lambda period: (weights[period], period)))
    if reviewed.value and reviewed.start < 0:
        reviewed = Named(max(weights, key=lambda period: (weights[period], period))) if weights else reviewed
    return msgspec.structs.replace(about, term=term, reviewed=reviewed)


def _place(view: View, titles: list[tuple[int, int]], lines: list[tuple[int, int]], body: int) -> tuple[Named, str]:
    text = view.text
    chain: list[Place] = []
    for start, end in [*titles, *lines]:
        chain += places(text, start, min(end, start + LONGEST_HEAD_LINE))
    if chain:
        first = chain[0]
        level = [place for place in chain if _inside(place.code, first.code)]
        best = max(level, key=lambda place: (len(place.code.rstrip("0")), -place.start))
        unlisted = _pattern("place", "next").match(text, best.end)
        if unlisted is None or best.code.endswith("0000"):
            return _at(view, best.name, best.start, best.end), best.code
    for start, end in [*titles, *lines]:
        named = _pattern("place", "unlisted").search(text, start, min(end, start + LONGEST_HEAD_LINE))
        if named is not None:
            return _named(view, *named.span("place")), ""
    if chain:
        return _NONE, ""
    nation = _pattern("nation", "pattern").search(text, lines[0][0] if lines else body, body + OPENING)
    if nation is not None:
        return _at(view, official_name(NATION), *nation.span()), NATION
    if len(_pattern("first_year", "national").findall(text)) > 3 * len(_pattern("first_year", "local").findall(text)) + 9:
        return Named(official_name(NATION)), NATION
    most = most_named(text)
    if most is not None:
        return _at(view, most.name, most.start, most.end), most.code
    return _NONE, ""


def _inside(code: str, above: str) -> bool:
    stem = above[:2] if above.endswith("0000") else above[:4] if above.endswith("00") else above
    return code.startswith(stem)


def _reviewed(view: View, headings: list[tuple[int, int, SectionRole | None]], year: int) -> tuple[Named, Named]:
    """Gives the years that the headings of the review name, and the last span of several years among them."""
    named = []
    for start, end, role in headings:
        if role is SectionRole.REVIEW:
            named += [era for era in eras(view.text, start, end, year) if not year or era.last < year]
    if not named:
        return (Named(str(year - 1)) if year else _NONE), _NONE
    widest = max(named, key=lambda era: (era.last - era.first, -era.start))
    spans = [era for era in named if era.last > era.first]
    term = _at(view, spans[-1].period, spans[-1].start, spans[-1].end) if spans else _NONE
    return _at(view, widest.period, widest.start, widest.end), term


def _speaker(view: View, lines: list[tuple[int, int]]) -> tuple[Named, Named]:
    """Gives the office and the name of who gave the report."""
    text = view.text
    barred = lexicon("metadata")["speaker"]["not_a_name"]
    for name in ("pattern", "name_first"):
        for start, end in lines:
            if end - start > LONGEST_SPEAKER_LINE:
                continue
            for match in _pattern("speaker", name).finditer(text, start, end):
                if not any(word in match["name"] for word in barred):
                    first = text.rfind("会议上", match.start("office"), match.end("office"))
                    return _named(view, first + 3 if first >= 0 else match.start("office"), match.end("office")), _name(view, *match.span("name"))
    for (_, before), (start, end) in pairwise(lines):
        alone = _pattern("speaker", "alone").match(text, start, end)
        if alone is not None and text.endswith(("会议上", "会议"), 0, before) and not any(word in alone["name"] for word in barred):
            return _NONE, _name(view, start, end)
    return _NONE, _NONE


def _name(view: View, start: int, end: int) -> Named:
    return _at(view, "".join(view.text[start:end].split()), start, end)


def _margin(view: View, name: str, lines: list[tuple[int, int]]) -> Named:
    for start, end in lines:
        found = _search(view, _pattern("source", name), "value", start, end)
        if found is not None:
            return found
    return _NONE

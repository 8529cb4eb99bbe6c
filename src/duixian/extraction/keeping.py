"""Decides which sentences of a forward-looking paragraph promise something.

Left out are headings that run into the paragraph, lead-ins (重点做好以下工作：), chapeaux, guiding thought,
evaluations, slogans and closing appeals. Most of these show in how a report is built, not in its words: where most
paragraphs open with one short clause and a full stop, a short first sentence is a heading, and where short sentences
keep introducing long ones, so is a short sentence inside a paragraph.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.extraction.clauses import Clause
from duixian.language.lexicon import alternation, lexicon
from duixian.model import SectionRole

__all__ = ["Paragraph", "Style", "deeds", "left_out", "style"]

_TITLE = re.compile(r"（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、")
_MODAL = re.compile(r"必须|必須|应当|应该|务必|(?<![重需主纪首紧不只])要(?![求素点害么是闻])|力争|争取|确保|将(?=[进继逐努加在会有是要使为对])|不得|严禁|应(?=[进继逐努加在着从以])|(?:^|[^法])应(?=[首尽])")
_PAST = re.compile(r"(?<!为)了|已|曾|过去")
_DIGIT = re.compile(r"[0-9]")
_FIGURE = re.compile(r"[0-9]|百分之[一二三四五六七八九十]|[一二三四五六七八九十百千万亿零○两点]{2,12}(?:亿|万)?(?:元|吨|人|亩|公里|斤|套|户|倍|担|米|千瓦)")
_SHORT = 16
"""A run-in heading inside a paragraph has at most so many characters."""
_HEADING = 30
"""A heading that opens a paragraph has at most so many characters a sentence of one clause, half as many more for two."""


_CHAPEAU = 120
"""A chapeau (what a section is about, before its work) has at most so many characters."""


class Paragraph(NamedTuple):
    """A paragraph's sentences, its role, and whether a heading stands before and after it.

    ``strict``: it looks forward in a section that looks back, so only what is said with 要, 必须 and the like counts.
    """

    sentences: list[list[Clause]]
    role: SectionRole
    after_heading: bool
    before_heading: bool
    strict: bool = False


class Style(NamedTuple):
    """How a report is built.

    ``prose``: not so, or with 要 throughout: sentences explain as often as they promise. ``headed``: most paragraphs of several sentences open with a heading sentence. ``run_in``: short sentences
    introduce long ones inside paragraphs too. ``modal``: the government speaks with 要 and 必须 throughout (older
    reports), so 我们要… is its plain way to promise.
    """

    headed: bool
    run_in: bool
    modal: bool
    prose: bool = False


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = lexicon("actions")["left_out"]
    found = {name: re.compile(alternation(data[name])) for name in ("guiding", "promising", "evaluating", "explaining", "slogans")}
    found["copular"] = re.compile(f"是[^，]{{2,40}}(?:{alternation(data['copular'])})$")
    found["copular_subjects"] = re.compile(f"[^，]{{0,16}}(?:{alternation(data['copular_subjects'])})”?是")
    return found


@cache
def _list(name: str) -> tuple[str, ...]:
    return tuple(lexicon("actions")["left_out"][name])


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_list(name))


@cache
def _last_characters(name: str) -> frozenset[str]:
    """Gives the characters that the words of a list end with: one look tells of most clauses that none of them ends there."""
    return frozenset(word[-1] for word in _list(name))


def _plain(text: str, sentence: list[Clause], limit: int) -> bool:
    start, end = sentence[0].start, sentence[-1].end
    return end - start <= limit and sentence[0].mark != "；" and _DIGIT.search(text, start, end) is None


def _titled(sentence: list[Clause]) -> bool:
    return _TITLE.match(sentence[0].number) is not None


def _introduces(text: str, sentences: list[list[Clause]], index: int) -> bool:
    """Says whether a short sentence stands before a sentence of three clauses and more."""
    return (
        len(sentences[index]) == 1
        and not sentences[index][0].number
        and len(sentences[index + 1]) >= 3
        and _plain(text, sentences[index], _SHORT)
    )


def style(text: str, paragraphs: list[Paragraph]) -> Style:
    """Gives how the forward-looking paragraphs of a report are built."""
    several = opened = short = single = sentences = modal = 0
    we = _list("modal")
    for paragraph in paragraphs:
        parts = paragraph.sentences
        if len(parts) > 2:
            several += 1
            opened += (len(parts[0]) == 1 or _titled(parts[0])) and _plain(text, parts[0], _HEADING)
        for index in range(1, len(parts) - 1):
            if len(parts[index]) == 1:
                single += 1
                short += _introduces(text, parts, index)
        for sentence in parts:
            sentences += 1
            modal += text.startswith(we, sentence[0].start)
    headed = several > 0 and opened * 2 >= several
    plain_way = modal * 8 >= sentences
    return Style(headed, headed and short >= 4 and short * 4 >= single, plain_way, (plain_way or not headed) and sentences > 60)


def left_out(text: str, paragraph: Paragraph, how: Style) -> list[str]:
    """Gives for each sentence of a paragraph the rule that leaves it out, or an empty string."""
    found: list[str] = []
    parts = paragraph.sentences
    count = len(parts)
    titled = bool(parts) and _titled(parts[0])
    appeals = _list("appeals")
    appeal = False
    for index, sentence in enumerate(parts):
        rule = ""
        if sentence[-1].mark == "：":
            rule = "lead-in"
        elif sentence[-1].mark == "！" or appeal or text.startswith(appeals, sentence[0].start):
            # 各位代表！ alone only addresses the house; what follows may be work.
            appeal = len(sentence) > 1 or index + 1 == count or sentence[0].mark == "，"
            rule = "appeal"
        elif index == 0:
            rule = _first(text, paragraph, how, titled)
        elif index == 1 and titled and _under_title(text, paragraph, how):
            rule = "chapeau"
        elif index + 1 < count and len(sentence) == 1 and _run_in(text, parts, index, how, titled):
            rule = "run-in-heading"
        if not rule:
            rule = _said(text, sentence, found, index, count, how)
        if not rule and paragraph.strict and not any(clause.head.modal or _MODAL.search(text, clause.start, clause.end) for clause in sentence):
            rule = "looks-back"
        found.append(rule)
    return found


def _first(text: str, paragraph: Paragraph, how: Style, titled: bool) -> str:
    parts = paragraph.sentences
    sentence = parts[0]
    count = len(parts)
    if titled and _plain(text, sentence, 80) and (count > 1 or not sentence[-1].mark):
        return "title"
    if count > 1 and len(sentence) == 1 and _plain(text, sentence, _HEADING):
        return "heading-sentence"
    if not how.headed:
        return ""
    if count > 2 and len(sentence) == 2 and _plain(text, sentence, 36) and sentence[0].mark == "，":
        return "heading-sentence"
    if count == 1 and not sentence[-1].mark and _plain(text, sentence, 80):
        return "title"
    if count <= 2 and paragraph.after_heading and not paragraph.before_heading and _plain(text, sentence, _CHAPEAU):
        return "chapeau"
    return ""


def _under_title(text: str, paragraph: Paragraph, how: Style) -> bool:
    """Says whether the sentence after a title that runs in is its chapeau: nothing follows, or a heading does."""
    parts = paragraph.sentences
    if len(parts) == 2:
        return how.headed and not paragraph.after_heading and _plain(text, parts[1], _CHAPEAU)
    return (
        how.run_in
        and len(parts) > 3
        and 1 < len(parts[1]) <= 3
        and _plain(text, parts[1], _CHAPEAU // 2)
        and len(parts[2]) == 1
        and _plain(text, parts[2], _SHORT)
    )


def _run_in(text: str, parts: list[list[Clause]], index: int, how: Style, titled: bool) -> bool:
    sentence, following = parts[index], parts[index + 1]
    if sentence[0].number:
        # 一是加强监管。…: the number governs the sentences up to the next.
        return not following[0].number and _plain(text, sentence, 24)
    if not how.run_in or not _plain(text, sentence, _SHORT + 4) or any(mark in text[sentence[0].start : sentence[0].end] for mark in "“《"):
        return False
    if len(following) >= 3:
        return True
    # Of several short sentences in a row the first is the heading.
    return (len(parts[index - 1]) > 1 or index == 1) and sentence[0].end - sentence[0].start <= _SHORT - 2


def _said(text: str, sentence: list[Clause], before: list[str], index: int, count: int, how: Style) -> str:
    """Leaves out by what a sentence says."""
    start, end = sentence[0].start, sentence[-1].end
    patterns = _patterns()
    if text[start] == "（" and text[end - 1] == "）":
        return "in-brackets"
    if patterns["guiding"].search(text, start, end) is not None:
        return "guiding-thought"
    if len(sentence) <= 2 and text[end - 1] in _last_characters("lead_ends") and text.endswith(_list("lead_ends"), start, end):
        return "lead-in"
    if text.startswith(_list("lead_ins"), start) and _DIGIT.search(text, start, end) is None:
        return "lead-in"
    if text.find("是", start, end) >= 0:
        if any(patterns["copular"].search(text, clause.start, clause.end) for clause in sentence):
            return "evaluation"
        if patterns["copular_subjects"].match(text, start, sentence[0].end) is not None and text.endswith(_list("copular"), start, end):
            return "evaluation"
    if not _promises(text, sentence, how):
        return "no-deed"
    we = len(sentence) <= 4 and text.startswith(_list("we"), start)
    if we and not how.modal and index + 1 == count and ("no-deed" in before or "evaluation" in before or patterns["slogans"].search(text, start, end) is not None):
        return "reflection"
    if before and set(before) <= {"no-deed", "evaluation"} and len(before) == index and not how.modal and index + 1 == count and patterns["slogans"].search(text, start, end) is not None:
        return "reflection"
    return ""


def _promises(text: str, sentence: list[Clause], how: Style) -> bool:
    """Says whether a sentence promises: a modal, a figure to reach, or a deed that it does not explain away.

    It does where one of its clauses is ``_promising``; what its clauses' heads tell is asked before any search.
    """
    for clause in sentence:
        if clause.head.modal:
            return True
    patterns = _patterns()
    start, end = sentence[0].start, sentence[-1].end
    explains = patterns["evaluating"].search(text, start, end) is not None
    if not explains and (not _opens_with_deed(sentence[0]) if how.prose else sentence[0].head.lead in ("noun", "subject")):
        explains = patterns["explaining"].search(text, start, end) is not None
    if not explains and not how.prose:
        for clause in sentence:
            if clause.head.kind:
                return True
    return any(_promising(text, clause, how, explains) for clause in sentence)


def _promising(text: str, clause: Clause, how: Style, explains: bool) -> bool:
    head = clause.head
    start, end = clause.start, clause.end
    if head.modal or _MODAL.search(text, start, end) is not None:
        return True
    if explains:
        return False
    if _FIGURE.search(text, start, end) is not None and (not how.prose or _PAST.search(text, start, end) is None):
        return True
    if how.prose:
        return head.lead in ("", "means") and head.kind not in ("", "stance") and not _points(text, clause)
    return head.kind != "" or _patterns()["promising"].search(text, start, end) is not None


def _points(text: str, clause: Clause) -> bool:
    """Says whether a clause speaks of what was said before (这样做…) or of what is (我们是…)."""
    return text.startswith(_list("pointing"), clause.start)


def _opens_with_deed(clause: Clause) -> bool:
    return clause.head.lead == "" and clause.head.kind not in ("", "stance")


def deeds(text: str, sentence: list[Clause], how: Style) -> list[Clause]:
    """Gives the clauses of a sentence without those that only lead to its deeds (总之, 目前…的情况，必须…)."""
    leading, reporting, last_characters = _set("leading_words"), _list("reporting"), _last_characters("reporting")
    kept = [
        clause
        for clause in sentence
        if (clause.end - clause.start > 10 or text[clause.start : clause.end] not in leading)
        and not (text[clause.end - 1] in last_characters and text.endswith(reporting, clause.start, clause.end))
    ]
    if len(kept) < 2 or kept[0].head.lead not in ("noun", "subject", "ground") or kept[0].head.modal:
        return kept
    explaining = _patterns()["explaining"]
    for index, clause in enumerate(kept):
        if _promising(text, clause, how, False) and (how.prose or index == 0 or clause.head.modal or _MODAL.search(text, clause.start, clause.end) is not None):
            break
    else:
        return kept
    # A ground just before the deed stays with it.
    while index and kept[index - 1].head.lead == "ground" and kept[index - 1].mark == "，":
        index -= 1
    if index and (how.prose or explaining.search(text, kept[0].start, kept[index - 1].end) is not None):
        return kept[index:]
    return kept

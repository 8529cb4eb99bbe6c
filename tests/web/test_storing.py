"""What was read and followed is in the database, whole, and is made again without losing what people said."""

from __future__ import annotations

import pytest

import duixian
from duixian.web.accounts.models import User
from duixian.web.archive.models import (
    Cell,
    Commitment,
    Correction,
    Document,
    Fact,
    Finding,
    Outcome,
    Place,
    Report,
    Sentence,
    Series,
    Standing,
    State,
)
from duixian.web.archive.originals import original
from duixian.web.archive.reading import read_next, retry, settle
from duixian.web.archive.storing import as_people_left_it, refresh

pytestmark = pytest.mark.django_db


def test_every_record_of_the_reading_is_a_row(archive: list[Report]) -> None:
    for report in archive:
        machine = duixian.read(original(report.document.sha256).read_bytes(), name=report.document.name)
        assert [(one.record, one.start, one.quote) for one in Fact.objects.filter(report=report).order_by("start")] == [
            (one.id, one.start, one.quote) for one in machine.facts
        ]
        assert Commitment.objects.filter(report=report).count() == len(machine.commitments) == report.commitments_count
        assert report.machine().text == machine.text


def test_sentences_stand_where_they_say(archive: list[Report]) -> None:
    for report in archive:
        machine = report.machine()
        rows = list(Sentence.objects.filter(report=report).order_by("start"))
        assert rows
        for row in rows:
            assert list(filter(str.isalnum, machine.text[row.start : row.end])) == list(filter(str.isalnum, row.text))


def test_what_following_gives_is_kept(archive: list[Report]) -> None:
    place = Place.objects.get()
    by_hand = duixian.follow([one.machine() for one in archive])
    assert Outcome.objects.filter(place=place).count() == len(by_hand.outcomes)
    assert Series.objects.count() == len(by_hand.series)
    assert Standing.objects.count() == len({one.year for one in by_hand.outcomes})
    assert Finding.objects.count() == len(by_hand.findings)
    assert Cell.objects.exclude(target=None).exclude(actual=None).exists()
    assert not place.stale


def test_the_same_bytes_are_one_document(archive: list[Report]) -> None:
    assert Document.objects.count() == len(archive) == Report.objects.count()


def test_reading_again_keeps_what_people_said(archive: list[Report], report: Report, corrector: User) -> None:
    first, second = list(Fact.objects.filter(report=report).order_by("start")[:2])
    before = {one.id: one for one in report.machine().facts}[first.record]
    builtins = {"value": before.value, "prefix": before.prefix, "suffix": before.suffix}
    Correction.objects.create(report=report, sort="fact", start=first.start, end=first.end, quote=first.quote, kind="amended", fields={"value": 777}, before=builtins, by=corrector)
    Correction.objects.create(report=report, sort="fact", start=second.start, end=second.end, quote=second.quote, kind="wrong", by=corrector)
    refresh(report)
    retry([report.document])
    assert read_next() is not None
    settle()
    row = Fact.objects.get(report=report, record=first.record)
    assert (row.value, row.standing) == (777, "amended")
    assert not Fact.objects.filter(report=report, start=second.start).exists()
    left = as_people_left_it(Report.objects.get(pk=report.pk))
    assert [one.start for one in left.struck] == [second.start]
    assert Report.objects.get(pk=report.pk).machine().facts == report.machine().facts


def test_a_file_that_cannot_be_read_says_why(archive: list[Report]) -> None:
    from duixian.web.archive.models import Batch
    from duixian.web.archive.reading import bring

    document, new = bring("broken.pdf", [b"%PDF-1.7 nothing"], Batch.objects.create(source="upload"))
    assert new
    read_next()
    document.refresh_from_db()
    assert document.state == State.FAILED
    assert document.error_zh
    assert document.error_en
    assert Report.objects.count() == len(archive)

"""The index of all sentences (``archive/search``): made from them, and in step with them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from duixian.web.archive.models.documents import Report

__all__ = ["SearchMember", "SearchPiece", "SearchSegment"]


class SearchSegment(models.Model):
    """A part of the index: up to 65,536 sentences, those of one report at first, of many once it was merged with others.

    ``chunks`` says which sentences it numbers (:class:`~duixian.web.archive.search.segments.Chunks`), ``live`` how many of them there still are.
    """

    chunks = models.BinaryField()
    live = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["live"], name="search_segment_live")]


class SearchPiece(models.Model):
    """Some neighbouring keys of a segment with their sentences (:mod:`duixian.web.archive.search.segments`), by the first of them."""

    pk = models.CompositePrimaryKey("segment", "first")
    segment = models.ForeignKey(SearchSegment, models.CASCADE, db_index=False)
    first = models.BigIntegerField()
    data = models.BinaryField()


class SearchMember(models.Model):
    """Which segment holds the sentences of a report; those of a very long one are held by several."""

    report = models.ForeignKey(Report, models.CASCADE)
    segment = models.ForeignKey(SearchSegment, models.CASCADE)

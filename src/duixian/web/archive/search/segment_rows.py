"""Segments of the index as rows."""

from __future__ import annotations

from collections.abc import Collection

from duixian.web.archive.models import SearchPiece, SearchSegment
from duixian.web.archive.rows import insert
from duixian.web.archive.search.segments import Chunks, Postings, decode, encode

__all__ = ["delete_segments", "read_postings", "write_segment"]


def write_segment(chunks: Chunks, whole: Postings) -> SearchSegment:
    """Writes a segment and gives its row."""
    segment = SearchSegment.objects.create(chunks=chunks.pack(), live=chunks.live)
    insert(SearchPiece, ("segment_id", "first", "data"), ((segment.pk, first, data) for first, data in encode(whole)))
    return segment


def read_postings(segment: SearchSegment) -> Postings:
    """Gives all of a segment."""
    return decode(SearchPiece.objects.filter(segment=segment).order_by("first").values_list("data", flat=True).iterator(chunk_size=1000))


def delete_segments(segments: Collection[SearchSegment]) -> None:
    """Deletes segments, with their pieces."""
    SearchSegment.objects.filter(pk__in=[segment.pk for segment in segments]).delete()

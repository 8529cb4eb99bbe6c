"""Sending papers to whoever asked for them."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

__all__ = ["DOCX", "XLSX", "sent"]

DOCX = "docx"
XLSX = "xlsx"
_TYPES = {
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sent(content: bytes, name: str, sort: str) -> HttpResponse:
    """Gives the answer that hands a paper over as a file called ``name``, without its ending; nothing on the way may keep it."""
    answer = HttpResponse(content, content_type=_TYPES[sort])
    answer["Content-Disposition"] = f"attachment; filename=\"paper.{sort}\"; filename*=UTF-8''{quote(f'{name}.{sort}')}"
    answer["Cache-Control"] = "private, no-store"
    return answer

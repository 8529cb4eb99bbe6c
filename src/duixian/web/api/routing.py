"""The one router of all operations: an address that is read and written belongs to two modules, and must be one entry."""

from __future__ import annotations

from ninja import Router

__all__ = ["router"]

router = Router()

"""A file taken in: kept as it is, read, shown, and then made into drafts; the same file or rows again never make anything twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duixian.web.accounts.models import Office, Post, User
from duixian.web.archive.originals import keep, original
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.drafting.editing import DRAFTS
from duixian.web.ledger.drafting.entering import delivery_post
from duixian.web.ledger.drafting.models import Alias, Sheet, SheetRow
from duixian.web.ledger.drafting.names import names_of
from duixian.web.ledger.drafting.sheets.columns import FIELDS, recognise
from duixian.web.ledger.drafting.sheets.grids import Grid, form_of, grids
from duixian.web.ledger.drafting.sheets.matching import Sentences, items_like
from duixian.web.ledger.drafting.sheets.reading import Leaders, lines, meant
from duixian.web.ledger.given import label
from duixian.web.ledger.log import Actor, before, in_turn, write
from duixian.web.ledger.models import Item, Ledger
from duixian.web.ledger.refusals import Lacking, Refused
from duixian.web.ledger.states import Act

__all__ = ["Taken", "bring", "call", "data_of", "decide", "read_again", "set_columns", "take"]

_COMPARED = {"title": "title", "text": "text", "section": "section", "target": "target", "unit": "unit", "deadline": "deadline", "lead": "lead", "supporting": "supporting", "leader": "leader", "indicator": "indicator", "kind": "kind"}
"""Fields of an item that a file may change, and the column that must be there."""
_DECIDED = ("lead", "supporting", "title", "deadline")


class Taken(NamedTuple):
    """What became of a file: drafts made, drafts changed, rows whose items are no drafts any more and differ, and rows that could not be done with why."""

    made: int
    changed: int
    differing: int
    refused: list[str]


def bring(ledger: Ledger, user: User, name: str, data: bytes) -> Sheet:
    """Keeps a file, reads it and gives it; the same bytes again give the file that is there, read anew as long as it was not taken.

    Raises:
        Lacking: it cannot be read, or no table in it has headings that are known.
    """
    name = name[-200:]
    form = form_of(name, data)
    found = grids(name, data)
    tables = []
    for grid in found:
        layout = recognise(grid)
        tables.append({"name": grid.name, **(layout._asdict() if layout else {"head": -1, "body": 0, "headings": [], "columns": []})})
    if not any(one["columns"] for one in tables):
        raise Lacking(_("“%(file)s”: no table in it has headings such as task, lead office and deadline. Put them in one row above the tasks.") % {"file": name}, "file")
    kept = keep([data])
    with in_turn():
        actor = Actor(user, delivery_post(user))
        sheet, new = Sheet.objects.get_or_create(ledger=ledger, sha256=kept.sha256, defaults={"name": name, "size": kept.size, "form": form, "tables": tables, "added_by": user})
        if new:
            write("sheet", sheet.pk, "bring", actor, data={"ledger": ledger.pk, "name": name, "sha256": kept.sha256})
        if sheet.taken_at is None or new:
            _read(sheet, found)
    return sheet


def data_of(sheet: Sheet) -> bytes:
    """Gives the bytes as they were handed in."""
    return original(sheet.sha256).read_bytes()


def read_again(sheet: Sheet) -> None:
    """Reads a file again, after names or columns were said; what people decided of rows stays."""
    with transaction.atomic():
        _read(Sheet.objects.select_for_update().select_related("ledger__place").get(pk=sheet.pk), grids(sheet.name, data_of(sheet)))


def set_columns(sheet: Sheet, table: int, columns: Sequence[str]) -> None:
    """Says what the columns of one table are.

    Raises:
        Lacking: two are the same, or none holds the tasks.
    """
    known = [one if one in FIELDS else "" for one in columns]
    named = [one for one in known if one]
    if len(set(named)) < len(named):
        raise Lacking(_("Two columns cannot both be “%(name)s”.") % {"name": next(one for one in named if named.count(one) > 1)}, "columns")
    if not {"text", "title", "goal"} & set(named):
        raise Lacking(_("Say which column holds the tasks."), "columns")
    sheet.tables[table]["columns"] = known
    sheet.save(update_fields=["tables"])
    read_again(sheet)


def call(sheet: Sheet, user: User, name: str, office: Office) -> None:
    """Remembers that a name in files means an office, and reads the file again."""
    with in_turn():
        row, _made = Alias.objects.update_or_create(name=name[:120], defaults={"office": office})
        write("alias", row.pk, "set", Actor(user, delivery_post(user)), data={"name": name, "office": office.pk})
    read_again(sheet)


def decide(row: SheetRow, said: Mapping[str, Any], match: int | None, sentences: Sentences | None = None) -> None:
    """Keeps what a person says of a row: whether it is taken, its fields, and the sentence it stands for (``match``: the number among the candidates; -1 for none)."""
    row.decided = {**row.decided, **{name: value for name, value in said.items() if name in (*_DECIDED, "wanted")}}
    if match is not None:
        found = (sentences or Sentences(row.sheet.ledger)).candidates(row.said.get("text") or row.said.get("title") or "")
        row.decided["match"] = list(found[match]) if 0 <= match < len(found) else []
    _apply(row)
    row.save()


def _read(sheet: Sheet, found: Sequence[Grid]) -> None:
    """Makes the rows of a file anew."""
    ledger = sheet.ledger
    names, leaders, sentences, like = names_of(ledger.place.name), Leaders(), Sentences(ledger), items_like(ledger)
    earlier = {(one.table, one.row): one for one in sheet.rows.all()}
    numbers = {one.number: one for one in ledger.items.all()}
    rows = []
    seen: dict[int, int] = {}
    for at, grid in enumerate(found):
        told = sheet.tables[at] if at < len(sheet.tables) else None
        if not told or not told["columns"]:
            continue
        for line in lines(grid, told["body"], told["headings"], told["columns"]):
            given, unknown, faults = meant(line, names, leaders, ledger.year)
            old = earlier.get((at, line.row))
            item = old.item if old and old.item_id and sheet.taken_at else None
            number = line.said.get("number", "")
            if item is None and number:
                item = numbers.get(number)
                if item is None:
                    faults.append(_("There is no item %(number)s in this ledger.") % {"number": number[:20]})
            if item is None:
                item = like.get("".join(one for one in (line.said.get("text") or line.said.get("title") or "") if one.isalnum()))
            if item is not None and item.pk in seen:
                faults.append(_("Row %(row)s is the same item.") % {"row": seen[item.pk]})
            elif item is not None:
                seen[item.pk] = line.row
            matched = sentences.candidates(line.said.get("text") or line.said.get("title") or line.said.get("goal") or "", 1)
            row = SheetRow(sheet=sheet, table=at, row=line.row, section=line.section, said=line.said, given=given, unknown=unknown, faults=faults, item=item, decided=old.decided if old else {})
            _match(row, matched[0] if matched else None)
            row.wanted = bool(given["title"]) and not (number and item is None) and (item is None or seen[item.pk] == line.row)
            _apply(row)
            rows.append(row)
    if not rows:
        raise Lacking(_("“%(file)s”: there is no task under the headings.") % {"file": sheet.name}, "file")
    sheet.rows.all().delete()
    SheetRow.objects.bulk_create(rows)
    _compare(sheet)


def _match(row: SheetRow, found: Any) -> None:
    row.report_id, row.ref, row.record, row.start, row.end, row.quote, row.likeness, row.reason = found or (None, "", "", None, None, "", None, "")


def _apply(row: SheetRow) -> None:
    """Puts what a person decided over what was read."""
    decided = row.decided
    if "wanted" in decided:
        row.wanted = bool(decided["wanted"])
    row.given = {**row.given, **{name: decided[name] for name in _DECIDED if name in decided}}
    if "match" in decided:
        _match(row, decided["match"] or None)


def _compare(sheet: Sheet) -> None:
    """Says of each row that is an item what the file has otherwise."""
    rows = list(sheet.rows.filter(item__isnull=False).select_related("item__lead", "item__leader").prefetch_related("item__supporting"))
    offices, posts = dict(Office.objects.values_list("pk", "name")), dict(Post.objects.values_list("pk", "title"))
    for row in rows:
        assert row.item is not None
        row.changes = list(_changes(row, row.item, offices, posts))
    SheetRow.objects.bulk_update(rows, ["changes"], batch_size=200)


def _changes(row: SheetRow, item: Item, offices: Mapping[int, str], posts: Mapping[int, str]) -> Iterable[dict[str, Any]]:
    for name, column in _COMPARED.items():
        if column == "section":
            told = bool(row.said.get("section"))
        else:
            told = bool(row.said.get(column)) or (name in ("target", "unit") and "target" in row.given and bool(row.said.get("goal"))) or name in row.decided
        if not told or name not in row.given:
            continue
        new = row.given[name]
        match name:
            case "lead":
                old, shown = item.lead_id, (offices.get(item.lead_id or 0, ""), offices.get(int(new or 0), ""))
                same = old == int(new or 0)
            case "leader":
                old, shown = item.leader_id, (posts.get(item.leader_id or 0, ""), posts.get(int(new or 0), ""))
                same = old == int(new or 0)
            case "supporting":
                now = {one.pk for one in item.supporting.all()}
                same = now == {int(one) for one in new}
                shown = (_(", ").join(sorted(offices.get(one, "") for one in now)), _(", ").join(sorted(offices.get(int(one), "") for one in new)))
            case "target":
                same = item.target is not None and _decimal(new) == item.target
                shown = ("" if item.target is None else f"{item.target.normalize():f}", str(new))
            case _:
                now_said = "" if getattr(item, name) is None else str(getattr(item, name))
                same = "".join(now_said.split()) == "".join(str(new).split())
                shown = (now_said, str(new))
        if not same:
            yield {"field": name, "label": pgettext("item", "What is to be done") if name == "text" else label(name), "ledger": shown[0][:200], "file": shown[1][:200]}


def _decimal(said: object) -> Decimal | None:
    try:
        return Decimal(str(said))
    except InvalidOperation:
        return None


def take(sheet: Sheet, user: User, *, key: str = "") -> Taken:
    """Makes drafts of the rows that are wanted and are no items yet, and changes the drafts that the file says otherwise of. Items that were assigned stay as they are.

    Raises:
        Refused: the ledger is closed, or the user may not.
    """
    with in_turn():
        actor = Actor(user, delivery_post(user))
        repeated = before(actor, key, "sheet", sheet.pk, "take", {})
        if repeated is not None:
            return Taken(len(repeated.data["made"]), len(repeated.data["changed"]), repeated.data["differing"], repeated.data["refused"])
        locked = Sheet.objects.select_for_update(of=("self",)).select_related("ledger").get(pk=sheet.pk)
        made, changed, refused, differing = [], [], [], 0
        for row in locked.rows.select_related("item"):
            if not row.wanted or not row.given.get("title"):
                continue
            try:
                with transaction.atomic():
                    if row.item is None:
                        row.item = _made(locked, row, user)
                        row.save(update_fields=["item"])
                        made.append(row.item.pk)
                    elif row.changes and row.item.state in DRAFTS:
                        act(row.item.pk, Act.EDIT, user, {one["field"]: row.given[one["field"]] for one in row.changes})
                        row.changes = []
                        row.save(update_fields=["changes"])
                        changed.append(row.item.pk)
                    elif row.changes:
                        differing += 1
            except Refused as error:
                refused.append(_("“%(file)s”, %(sheet)s, row %(row)s: %(why)s") % {"file": locked.name, "sheet": locked.tables[row.table]["name"], "row": row.row, "why": error.said})
        event = write("sheet", locked.pk, "take", actor, data={"made": made, "changed": changed, "differing": differing, "refused": refused}, key=key, given={})
        locked.taken_at = event.at
        locked.save(update_fields=["taken_at"])
    sheet.refresh_from_db()
    return Taken(len(made), len(changed), differing, refused)


def _made(sheet: Sheet, row: SheetRow, user: User) -> Item:
    where = _("%(file)s, %(sheet)s, row %(row)s") % {"file": sheet.name, "sheet": sheet.tables[row.table]["name"], "row": row.row}
    sources: list[dict[str, Any]] = [{"document": where[:400], "quote": row.said.get("text") or row.said.get("title") or ""}]
    if row.ref:
        sources.insert(0, {"ref": row.ref, "record": row.record, "start": row.start, "end": row.end, "quote": row.quote})
    return create(sheet.ledger, user, {**row.given, "sources": sources})


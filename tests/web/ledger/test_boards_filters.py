"""Saved filters: kept by one or shared with the office, shown where they are of use, taken away by whoever saved them."""

from __future__ import annotations

import pytest
from django.test import Client

from duixian.web.ledger.boards.models import SavedFilter
from duixian.web.ledger.boards.saving import save, saved_for
from duixian.web.ledger.refusals import Lacking
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db


def test_is_kept_or_shared(district: District, client: Client) -> None:
    table = district.ledger.get_absolute_url()
    mine = save(district.user("officer1"), "红灯", f"{table}?light=red&page=3")
    ours = save(district.user("officer1"), "临期", f"{table}?due=near", share=True)
    assert mine.get_absolute_url() == f"{table}?light=red", "the page is not part of it"
    seen = {name: set(saved_for(district.user(name))) for name in ("officer1", "head1", "officer2")}
    assert seen == {"officer1": {mine, ours}, "head1": {ours}, "officer2": set()}
    client.force_login(district.user("head1"))
    for page in (table, "/ledger/", "/ledger/filters/"):
        shown = client.get(page).content.decode()
        assert "临期" in shown
        assert "红灯</a>" not in shown


def test_is_saved_from_a_page_and_taken_away_by_its_owner(district: District, client: Client) -> None:
    client.force_login(district.user("head1"))
    answer = client.post("/ledger/filters/", {"name": "未办结", "address": "/ledger/cases/?state=open", "share": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/ledger/cases/?state=open")
    client.post("/ledger/filters/", {"name": "未办结", "address": "/ledger/cases/?state=late"})
    one = SavedFilter.objects.get()
    assert (one.query, one.office) == ("state=late", None), "saved again under its name"
    client.force_login(district.user("officer1"))
    assert client.post(f"/ledger/filters/{one.pk}/forget/").status_code == 404
    client.force_login(district.user("head1"))
    assert client.post(f"/ledger/filters/{one.pk}/forget/").status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("", "/ledger/board/?of=all"),
        ("甲", "/ledger/board/"),
        ("甲", "/accounts/sign-in/?next=x"),
        ("甲", "https://example.org/?a=1"),
        ("甲", "/ledger/99999/?light=red"),
        ("甲" * 61, "/ledger/board/?of=all"),
    ],
)
def test_says_what_cannot_be_saved(district: District, client: Client, name: str, address: str) -> None:
    with pytest.raises(Lacking):
        save(district.user("officer1"), name, address)
    client.force_login(district.user("officer1"))
    assert client.post("/ledger/filters/", {"name": name, "address": "/ledger/items/1/"}).status_code == 302

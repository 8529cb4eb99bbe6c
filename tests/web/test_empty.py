"""An archive without reports: every page says so, and what to do next."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from duixian.web.accounts.models import User

from .browser.pages import EMPTY, Shown

ASKED = {shown.path: shown for shown in EMPTY}.values()
WITHOUT_A_WAY_ON = {"archive:findings", "archive:joinings"}
"""Findings come by themselves; names are joined in the form beside."""
_SAID = re.compile(r'<div class="empty">.*?</div>', re.DOTALL)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("shown", ASKED, ids=[shown.path for shown in ASKED])
def test_an_empty_page_says_what_to_do(client: Client, editor: User, shown: Shown, language: str) -> None:
    client.force_login(editor)
    answer = client.get(shown.path, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    said = _SAID.findall(page)
    if shown.name == "archive:import":
        return
    (block,) = said
    assert re.search(r"<h[23]>[^<]{4,}</h[23]>", block)
    assert ("<a " in block) == (shown.name not in WITHOUT_A_WAY_ON)


@pytest.mark.django_db
@pytest.mark.parametrize("shown", ASKED, ids=[shown.path for shown in ASKED])
def test_nothing_can_be_downloaded_wrongly(client: Client, editor: User, shown: Shown) -> None:
    """Where a page without rows offers a file, the file is there and has its head."""
    client.force_login(editor)
    for address in re.findall(r'href="(\?[^"]*format=csv[^"]*)"', client.get(shown.path).content.decode()):
        answer = client.get(shown.path.partition("?")[0] + address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert b"".join(answer).startswith("\ufeff".encode())

"""Addresses that no page can answer are refused, and are no error of ours."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/indicators/?q=%00", "/indicators/%00/", "/places/?name=a%00b", "/levels/?place=%00", "/wording/?q=%00", "/search/?q=%00", "/reports/?q=%00"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nul_in_an_address_is_a_bad_request(client: Client, path: str, language: str) -> None:
    client.raise_request_exception = False
    response = client.get(path, headers={"accept-language": language})
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("path", ["/indicators/?q=%2500", "/indicators/?q=100%25"])
def test_a_percent_sign_is_none(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200

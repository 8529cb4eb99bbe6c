"""The addresses of the ledger, a list a room."""

from __future__ import annotations

from duixian.web.ledger.assessment.urls import urls as assessment
from duixian.web.ledger.boards.urls import urls as boards
from duixian.web.ledger.dispatch.urls import urls as dispatch
from duixian.web.ledger.doing.urls import urls as doing
from duixian.web.ledger.drafting.urls import urls as drafting
from duixian.web.ledger.keeping.urls import urls as keeping
from duixian.web.ledger.kinds.urls import urls as kinds
from duixian.web.ledger.lights.urls import urls as lights
from duixian.web.ledger.openly.urls import urls as openly
from duixian.web.ledger.papers.urls import urls as papers
from duixian.web.ledger.urging.urls import urls as urging

__all__ = ["app_name", "urlpatterns"]

app_name = "ledger"
urlpatterns = [*doing, *drafting, *boards, *lights, *urging, *papers, *dispatch, *kinds, *assessment, *openly, *keeping]

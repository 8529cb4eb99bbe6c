"""Every page of the workspace: its address on a site of the example reports, and who looks at it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from .visiting import House


class Shown(NamedTuple):
    """A page: the name of its address, an address under that name (``{…}`` stands for what :func:`places` gives), what pictures of it are
    called where that is not the name, who looks, what it answers."""

    name: str
    path: str
    label: str = ""
    role: str = "administrator"
    status: int = 200

    @property
    def title(self) -> str:
        """What tests and pictures of the page are called."""
        return self.label or self.name.removeprefix("archive:").replace(":", "-")


PAGES = (
    Shown("archive:home", "/"),
    Shown("archive:home", "/", "home-anonymous", role=""),
    Shown("archive:about", "/about/", role=""),
    Shown("archive:reports", "/reports/"),
    Shown("archive:reports", "/reports/?q=没有的词", "reports-none"),
    Shown("archive:report", "/reports/{report}/"),
    Shown("archive:report", "/reports/{report}/", "report-anonymous", role=""),
    Shown("archive:record", "/reports/{report}/records/fact/{fact}/"),
    Shown("archive:correct", "/reports/{report}/correct/?sort=fact&record={fact}"),
    Shown("archive:correct", "/reports/{report}/correct/?sort=commitment", "add"),
    Shown("archive:places", "/places/"),
    Shown("archive:place", "/places/{place}/"),
    Shown("archive:scoreboard", "/places/{place}/2024/"),
    Shown("archive:scoreboard", "/places/{place}/2024/?verdict=missed", "scoreboard-filtered"),
    Shown("archive:scoreboard", "/places/{place}/2023/?tab=promises", "promises"),
    Shown("archive:scoreboard", "/places/{place}/2023/?print=1", "official-table"),
    Shown("archive:goals", "/places/{place}/goals/"),
    Shown("archive:indicators", "/indicators/"),
    Shown("archive:indicator", "/indicators/gdp/?place={place}"),
    Shown("archive:indicator", "/indicators/gdp/", "indicator-places"),
    Shown("archive:levels", "/levels/"),
    Shown("archive:joinings", "/joinings/"),
    Shown("archive:wording", "/wording/"),
    Shown("archive:comparison", "/comparison/?year=2024"),
    Shown("archive:map", "/map/"),
    Shown("archive:findings", "/findings/"),
    Shown("archive:outcome", "/outcomes/{outcome}/"),
    Shown("archive:search", "/search/", "search-empty"),
    Shown("archive:search", "/search/?q=就业"),
    Shown("archive:search", "/search/?q=没有的词", "search-none"),
    Shown("archive:downloads", "/downloads/"),
    Shown("archive:panel", "/downloads/panel/"),
    Shown("archive:api-docs", "/api/docs/"),
    Shown("archive:import", "/import/"),
    Shown("archive:import", "/import/", "403", role="reader", status=403),
    Shown("archive:batch", "/import/1/"),
    Shown("archive:failed", "/import/failed/"),
    Shown("accounts:sign-in", "/accounts/sign-in/", role=""),
    Shown("accounts:profile", "/accounts/"),
    Shown("accounts:password", "/accounts/password/"),
    Shown("accounts:users", "/accounts/users/"),
    Shown("accounts:user-add", "/accounts/users/add/"),
    Shown("accounts:user", "/accounts/users/{user}/"),
    Shown("", "/nowhere/", "404", role="", status=404),
)

LEDGER = (
    Shown("ledger:work", "/ledger/", role="ducha"),
    Shown("ledger:work", "/ledger/?", "ledger-work-officer", role="zhujian-officer"),
    Shown("ledger:work", "/ledger/?", "ledger-work-head", role="zhujian-head"),
    Shown("ledger:work", "/ledger/?", "ledger-work-leader", role="quzhang"),
    Shown("ledger:work", "/ledger/?", "ledger-work-community", role="donghu-1"),
    Shown("ledger:ledgers", "/ledger/all/", role="ducha"),
    Shown("ledger:table", "/ledger/{ledger}/", role="ducha"),
    Shown("ledger:table", "/ledger/{closed}/", "ledger-table-closed", role="ducha"),
    Shown("ledger:item", "/ledger/items/{item}/", role="ducha"),
    Shown("ledger:item", "/ledger/items/{asked}/", "ledger-item-asked", role="ducha"),
    Shown("ledger:item", "/ledger/items/{project}/", "ledger-item-project", role="zhujian-officer"),
    Shown("ledger:act", "/ledger/items/{asked}/report/", role="zhujian-officer"),
    Shown("ledger:act", "/ledger/items/{asked}/extend/", "ledger-act-extend", role="ducha"),
    Shown("ledger:act", "/ledger/items/{draft}/edit/", "ledger-act-edit", role="ducha"),
    Shown("ledger:act", "/ledger/items/{asked}/ask_suspend/", "ledger-act-ask", role="zhujian-head"),
    Shown("ledger:log", "/ledger/log/", role="shenji"),
    Shown("ledger:open", "/ledger/open/", role="ducha"),
    Shown("ledger:breakdown", "/ledger/{closed}/breakdown/", role="ducha"),
    Shown("ledger:breakdown", "/ledger/{ledger}/breakdown/", "ledger-breakdown-none", role="ducha"),
    Shown("ledger:drafts", "/ledger/{ledger}/drafts/", role="ducha"),
    Shown("ledger:draft", "/ledger/drafts/{draft}/", role="ducha"),
    Shown("ledger:split", "/ledger/drafts/{draft}/split/", role="ducha"),
    Shown("ledger:add", "/ledger/{ledger}/add/", role="ducha"),
    Shown("ledger:sheets", "/ledger/{ledger}/sheets/", role="ducha"),
    Shown("ledger:sheet", "/ledger/sheets/{sheet}/", role="ducha"),
    Shown("ledger:sheet-row", "/ledger/sheets/rows/{row}/", role="ducha"),
    Shown("ledger:board", "/ledger/board/", role="quzhang"),
    Shown("ledger:calendar", "/ledger/calendar/", role="zhujian-head"),
    Shown("ledger:timeline", "/ledger/timeline/", role="ducha"),
    Shown("ledger:search", "/ledger/search/?q=改造", role="ducha"),
    Shown("ledger:filters", "/ledger/filters/?address=/ledger/board/%3Fof%3Dall", role="quzhang"),
    Shown("ledger:rules", "/ledger/rules/", role="ducha"),
    Shown("ledger:rule-set", "/ledger/rules/{rules}/", role="ducha"),
    Shown("ledger:rules-edit", "/ledger/rules/{rules}/edit/", role="ducha"),
    Shown("ledger:rules-trial", "/ledger/rules/{rules}/trial/", role="ducha"),
    Shown("ledger:options", "/ledger/options/", role="ducha"),
    Shown("ledger:holidays", "/ledger/holidays/", role="ducha"),
    Shown("ledger:slips", "/ledger/slips/", role="ducha"),
    Shown("ledger:slip", "/ledger/slips/{slip}/", role="zhujian-head"),
    Shown("ledger:slip-draft", "/ledger/slips/draft/", role="ducha"),
    Shown("ledger:slip-edit", "/ledger/slips/{slip_draft}/edit/", role="ducha"),
    Shown("ledger:slip-rules", "/ledger/slips/colours/", role="ducha"),
    Shown("ledger:notices", "/ledger/notices/", role="zhujian-officer"),
    Shown("ledger:reminder-rules", "/ledger/notices/rules/", role="ducha"),
    Shown("ledger:series", "/ledger/numbers/", role="ducha"),
    Shown("ledger:cases", "/ledger/cases/", role="donghu"),
    Shown("ledger:case-raise", "/ledger/cases/raise/", role="donghu-1"),
    Shown("ledger:case", "/ledger/cases/{case}/", role="zhujian-officer"),
    Shown("ledger:case", "/ledger/cases/{told}/", "ledger-case-told", role="ducha"),
    Shown("ledger:dispatch-rates", "/ledger/cases/rates/", role="ducha"),
    Shown("ledger:dispatch-unusual", "/ledger/cases/unusual/", role="ducha"),
    Shown("ledger:dispatch-rules", "/ledger/cases/rules/", role="ducha"),
    Shown("ledger:visits", "/ledger/visits/", role="donghu"),
    Shown("ledger:visit-add", "/ledger/visits/add/", role="donghu"),
    Shown("ledger:visit", "/ledger/visits/{visit}/", role="donghu"),
    Shown("ledger:projects", "/ledger/{ledger}/projects/", role="ducha"),
    Shown("ledger:proposals", "/ledger/{ledger}/proposals/", role="ducha"),
    Shown("ledger:bulletins", "/ledger/bulletins/", role="ducha"),
    Shown("ledger:bulletin", "/ledger/bulletins/{bulletin}/", role="ducha"),
    Shown("ledger:bulletin-edit", "/ledger/bulletins/{bulletin_draft}/edit/", role="ducha"),
    Shown("ledger:bulletin-items", "/ledger/bulletins/{bulletin}/items/", role="ducha"),
    Shown("ledger:assessments", "/ledger/assessments/", role="ducha"),
    Shown("ledger:assessment", "/ledger/assessments/{assessment}/", role="ducha"),
    Shown("ledger:score", "/ledger/scores/{score}/", role="ducha"),
    Shown("ledger:burden", "/ledger/burden/", role="ducha"),
    Shown("ledger:scoring", "/ledger/scoring/", role="ducha"),
    Shown("ledger:scoring-write", "/ledger/scoring/write/", role="ducha"),
    Shown("ledger:scoring-version", "/ledger/scoring/{scoring}/", role="ducha"),
    Shown("ledger:year-end", "/ledger/{ledger}/end/", role="ducha"),
    Shown("ledger:year-end", "/ledger/{closed}/end/", "ledger-year-end-closed", role="ducha"),
    Shown("ledger:material", "/ledger/{ledger}/material/", role="ducha"),
    Shown("ledger:differences", "/ledger/{ledger}/differences/", role="ducha"),
    Shown("ledger:publishing", "/ledger/publishing/", role="ducha"),
    Shown("ledger:publication", "/ledger/publishing/{publication}/", role="ducha"),
    Shown("ledger:publication-edit", "/ledger/publishing/items/{item}/", role="ducha"),
    Shown("ledger:voices", "/ledger/publishing/voices/", role="ducha"),
    Shown("public:board", "/board/", role=""),
    Shown("public:item", "/board/{publication}/", role=""),
    Shown("public:voice", "/board/{publication}/voice/", role=""),
    Shown("public:suggest", "/board/suggest/", role=""),
    Shown("public:answer", "/board/answers/{secret}/", role=""),
    Shown("accounts:offices", "/accounts/offices/"),
    Shown("accounts:office-add", "/accounts/offices/add/"),
    Shown("accounts:office", "/accounts/offices/{office}/"),
    Shown("accounts:office-edit", "/accounts/offices/{office}/edit/"),
    Shown("accounts:post-add", "/accounts/offices/{office}/posts/add/"),
    Shown("accounts:post", "/accounts/posts/{post}/"),
    Shown("accounts:post-hand-over", "/accounts/posts/{post}/hand-over/"),
    Shown("accounts:list", "/accounts/offices/list/"),
    Shown("accounts:sessions", "/accounts/sessions/"),
)
"""Pages of the ledger and of offices, as whoever they are for; :mod:`.district` makes what stands in their addresses."""

EMPTY = (
    Shown("archive:home", "/"),
    Shown("archive:home", "/", "home-anonymous", role=""),
    Shown("archive:reports", "/reports/"),
    Shown("archive:places", "/places/"),
    Shown("archive:indicators", "/indicators/"),
    Shown("archive:levels", "/levels/"),
    Shown("archive:joinings", "/joinings/"),
    Shown("archive:wording", "/wording/"),
    Shown("archive:comparison", "/comparison/"),
    Shown("archive:map", "/map/"),
    Shown("archive:findings", "/findings/"),
    Shown("archive:search", "/search/?q=就业"),
    Shown("archive:downloads", "/downloads/"),
    Shown("archive:import", "/import/"),
    Shown("archive:failed", "/import/failed/"),
)
"""Pages that an archive without reports has."""

NOT_PAGES = {
    "archive:health": "a word for programs",
    "archive:chart": "pictures; pages show them",
    "archive:original": "a file as it came",
    "archive:labels": "a file",
    "archive:report-text": "a file",
    "archive:every-series": "a file",
    "archive:package": "a file",
    "archive:begin-package": "takes a form of the downloads",
    "archive:join": "takes a form of the record",
    "archive:margin": "a part of the report's page",
    "archive:judge": "takes a form of the findings",
    "archive:reply": "takes a form of the verdict",
    "archive:retry": "takes a form of the failed files",
    "archive:evidence-file": "a file as it came",
    "set_language": "takes a form of every page",
    "theme": "takes a form of every page",
    "accounts:sign-out": "takes a form of every page",
    "accounts:tokens": "takes a form of the profile",
    "accounts:token-revoke": "takes a form of the profile",
    "accounts:user-disable": "takes a form of the account",
    "accounts:user-reset": "takes a form of the account",
    "accounts:user-token-revoke": "takes a form of the account",
    "accounts:user-sessions-end": "takes a form of the account",
    "accounts:user-unlock": "takes a form of the account",
    "accounts:session-end": "takes a form of the sessions",
    "accounts:sessions-end-others": "takes a form of the sessions",
    "accounts:office-close": "takes a form of the office",
    "accounts:post-close": "takes a form of the post",
    "accounts:oidc": "leads to another server",
    "accounts:oidc-back": "comes from another server",
    "accounts:list-export": "a file",
    "accounts:list-template": "a file",
    "ledger:bulk": "takes a form of the ledger's table",
    "ledger:paper": "a file as it came",
    "ledger:drafts-bulk": "takes a form of the drafts",
    "ledger:export": "a file",
    "ledger:filled": "a file",
    "ledger:rules-take": "takes a form of the rules",
    "ledger:rules-force": "takes a form of the rules",
    "ledger:slips-proposed": "takes a form of the slips",
    "ledger:slip-docx": "a file",
    "ledger:slip-step": "takes a form of the slip",
    "ledger:notices-read": "takes a form of the reminders",
    "ledger:plan-docx": "a file",
    "ledger:ledger-xlsx": "a file",
    "ledger:case-paper": "a file as it came",
    "ledger:kind-record": "takes a form of the item",
    "ledger:bulletin-act": "takes a form of the bulletin",
    "ledger:bulletin-paper": "a file",
    "ledger:assessment-act": "takes a form of the assessment",
    "ledger:assessment-paper": "a file",
    "ledger:score-add": "takes a form of the score",
    "ledger:score-appeal": "takes a form of the score",
    "ledger:appeal-answer": "takes a form of the score",
    "ledger:scoring-act": "takes a form of the version",
    "ledger:material-docx": "a file",
    "ledger:calendar-file": "a file",
    "ledger:filter-forget": "takes a form of the filters",
    "ledger:publication-act": "takes a form of the publication",
    "ledger:voice-act": "takes a form of the suggestion",
    "public:evidence": "a file",
    "public:feed": "a feed",
    "public:item-feed": "a feed",
}
"""Addresses that are no pages, and why."""


def places(house: House, root: Path, report: str = "linhu-2024-plan.txt") -> dict[str, str]:
    """Gives what stands in addresses of pages: found by following the site's own links, as a person would.

    Args:
        house: Where visitors come from.
        root: The repository's top folder.
        report: The file of the example report whose page is looked at.
    """
    visitor = house.visitor("administrator")

    def last(path: str, selector: str) -> str:
        visitor.go(path)
        link = visitor.page.locator(selector).first.get_attribute("href") or ""
        return link.split("?")[0].split("#")[0].strip("/").split("/")[-1]

    found = {"report": hashlib.sha256((root / "examples/reports" / report).read_bytes()).hexdigest()[:16]}
    found["fact"] = last(f"/reports/{found['report']}/", "article a.m-target")
    found["place"] = last("/places/", 'main a[href^="/places/"]:not([href="/places/"])')
    found["outcome"] = last(f"/places/{found['place']}/2024/", 'main a[href*="/outcomes/"]')
    found["user"] = last("/accounts/users/", 'main table a[href*="/accounts/users/"]')
    visitor.page.context.close()
    return found

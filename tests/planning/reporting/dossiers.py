"""Reports of the small country, some with everything asked, and what stands on a page."""

from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from planning.cover.demand import DemandKind, demand_of
from planning.coverage import assess_coverage
from planning.moment import moment_of
from planning.packs import Pack, open_pack
from planning.reporting.against import held_against
from planning.reporting.dossier import Dossier, dossier_of
from planning.scenarios.changes import OpenZone
from planning.scenarios.files import STALE, LoadedScenario
from planning.scenarios.scenario import BASELINE, Scenario, moment_in
from tests.planning.scenarios.toy import toy
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
NIGHT = datetime(2025, 1, 15, 20, 30, tzinfo=ZONE)
OPENED = Scenario("opened", title_en="Opened", title_ko="열림").but(
    OpenZone(zone="Z1", hours="24/7")
)
GOLDEN_S = 900.0


def plain_dossier(
    pack: Pack | None = None,
    *,
    kind: DemandKind = "sites",
    golden_s: float = GOLDEN_S,
    most_hazard: float | None = None,
) -> Dossier:
    """The report of a pack as it is."""
    moment = moment_of(pack or make_pack(), NIGHT)
    coverage = assess_coverage(moment, demand_of(moment, kind), golden_s=golden_s)
    return dossier_of(coverage, most_hazard=most_hazard)


@cache
def full_dossier(name: str = "Gate") -> Dossier:
    """A report with a scenario, another to hold it against, and a limit of danger."""
    pack = toy(name=name, authority="unknown", guard_informed_on="")
    moment = moment_in(pack, OPENED, NIGHT)
    coverage = assess_coverage(moment, demand_of(moment, "sites"), golden_s=GOLDEN_S)
    comparison = held_against(
        pack, BASELINE, OPENED, when=NIGHT, given={"golden_s": GOLDEN_S, "when": NIGHT}
    )
    return dossier_of(
        coverage,
        most_hazard=0.0,
        loaded=LoadedScenario(OPENED, (STALE,)),
        comparison=comparison,
    )


def hostile_pack(text: str) -> Pack:
    """The small country with a text in every cell that a report shows."""
    pack = make_pack()
    layers = {
        kind: pack.layers[kind].assign(name=text, source=text, province=text)
        for kind in ("sites", "missions", "units", "police_posts", "places")
    }
    zone = {"id": "Z1", "name": text, "name_ko": text, "host": "M1", "kind": "gate",
            "status": "candidate", "hours": "", "admits_anyone": "unknown", "authority": "unknown",
            "line_24h": "unknown", "staff_briefed_on": "", "guard_informed_on": ""}  # fmt: skip
    layers["police_posts"] = layers["police_posts"].assign(reported_issue=text)
    return make_pack(**layers, green_zones=rows(zone | {"at": spot(2)}))


@cache
def hostile_dossier(text: str) -> Dossier:
    """The report of such a country."""
    return plain_dossier(hostile_pack(text))


@cache
def many_people() -> Dossier:
    """The report of the built-in country over its residents: hundreds of gaps."""
    return plain_dossier(open_pack(), kind="people", golden_s=3600)


class Read(HTMLParser):
    """A page as a reader has it: the text, the tags, the attributes, the rows of its tables."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.rows: list[list[str]] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self._hidden += tag == "style" or (tag == "td" and ("lang", "en") in attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag in {"style", "td"}:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.text += f" {data}"
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += f" {data.strip()}"

    @property
    def line(self) -> str:
        """All text on one line."""
        return " ".join(self.text.split())

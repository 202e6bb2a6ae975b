"""Plans on the map, against cover counted anew with the plan in place, and every choice there is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.crs import Metric
from geo.errors import FaultsError
from planning import packs
from planning.cover.demand import Demand, demand_of
from planning.cover.houses import Supply
from planning.cover.times import times_by_way
from planning.cover.week import assess_week
from planning.coverage import assess_coverage
from planning.moment import Moment, moment_of, parse_when
from planning.reporting.plan_words import certificate_words
from planning.scenarios.scenario import moment_in
from planning.siting.accepting import accepted
from planning.siting.candidates import Candidates, candidates_of
from planning.siting.options import Option, options_of
from planning.siting.plan import SitingPlan, plan_sites
from planning.siting.questions import SitingQuestion
from planning.siting.rows import metres_of
from planning.siting.solved import Effort
from planning.siting.stability import Shake, shaken
from planning.siting.staffing import Staffing
from planning.siting.wants import read_wants, wanted
from planning.supply.values import Door
from views.words import Words

Floats = NDArray[np.float64]
GOLDEN_S = 3600.0
EFFORT = Effort(20.0)


@cache
def night() -> Moment:
    pack = packs.open_pack("KHM")
    return moment_of(pack, parse_when("2025-10-18T02:00+07:00", pack))


@cache
def sites() -> Demand:
    return demand_of(night(), "sites")


@cache
def towns() -> Candidates:
    """Take some towns, so that every choice can be tried."""
    found = candidates_of(night(), ["towns"])
    return Candidates(found.kept[::24])


def planned(**asked: object) -> SitingPlan:
    question = SitingQuestion(golden_s=GOLDEN_S, **asked)  # type: ignore[arg-type]
    return plan_sites(night(), sites(), towns(), asked=question, effort=EFFORT)


def doors_of(options: Sequence[Option]) -> list[Door]:
    doors = [option.facility(night()) for option in options]
    return [door for door in doors if isinstance(door, Door)]


@cache
def every_pair(hours: str = "24/7") -> dict[tuple[int, int], tuple[float, float]]:
    """Count the week anew with every two towns: its mean and its worst share."""
    options = options_of(night(), towns().kept, hours=[hours], role="zone", staffing=Staffing())
    found = {}
    for pair in combinations(range(len(options)), 2):
        doors = doors_of([options[one] for one in pair])
        week = assess_week(night(), sites(), golden_s=GOLDEN_S, direction="reach", more_doors=doors)
        found[pair] = week.mean_share, float(week.shares().min())
    return found


def test_the_week_of_a_plan_is_the_best_of_every_two() -> None:
    plan = planned(p=2)
    best = max(mean for mean, _ in every_pair().values())
    assert plan.solution.status == "optimal"
    assert plan.value / plan.total == pytest.approx(best, abs=1e-9)
    assert plan.in_time_after == pytest.approx(best, abs=1e-9)
    adds = sum(pick.choice.adds for pick in plan.picks)
    assert plan.before + adds == pytest.approx(plan.value)


def test_the_worst_hour_of_a_plan_is_the_best_of_every_two() -> None:
    plan = planned(p=2, span="worst")
    best = max(worst for _, worst in every_pair().values())
    assert plan.solution.status == "optimal"
    assert plan.value / plan.total == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("model", ["mclp", "backup", "mexclp", "fading", "pmedian"])
def test_an_accepted_plan_counts_the_same_at_the_moment(model: str) -> None:
    plan = planned(p=3, model=model, span="moment")
    scenario = accepted(plan, name="plan")
    moment = moment_in(night().pack, scenario, night().when)
    cover = assess_coverage(moment, sites(), golden_s=GOLDEN_S, direction="reach")
    assert cover.covered_share == pytest.approx(plan.in_time_after, abs=1e-9)
    if model == "backup":
        assert plan.value / plan.total == pytest.approx(cover.backup_share, abs=1e-9)
    if model == "mexclp":
        assert plan.value / plan.total == pytest.approx(cover.expected_share(0.3), abs=1e-9)


def test_officers_who_are_accepted_count_the_same() -> None:
    plan = planned(p=2, role="officers", direction="response", span="moment", hours=("24/7",))
    moment = moment_in(night().pack, accepted(plan, name="plan"), night().when)
    cover = assess_coverage(moment, sites(), golden_s=GOLDEN_S, direction="response")
    assert cover.covered_share == pytest.approx(plan.in_time_after, abs=1e-9)


def test_office_hours_and_day_and_night_are_two_options_of_one_site() -> None:
    plan = planned(p=2, officers=8.0, hours=("24/7", "Mo-Fr 08:00-17:00"))
    spots = [pick.option.candidate.id for pick in plan.picks]
    assert len(set(spots)) == len(spots)
    assert plan.officers <= 8
    free = planned(p=2, hours=("24/7", "Mo-Fr 08:00-17:00"))
    assert all(pick.option.hours == "24/7" for pick in free.picks)
    assert free.value >= plan.value


def test_a_median_is_the_least_mean_time_of_every_two() -> None:
    plan = planned(p=2, model="pmedian", span="moment")
    timing = plan.timing
    ((_, travel_s),) = timing.clocks
    cover = assess_coverage(night(), sites(), golden_s=GOLDEN_S, direction="reach")
    options_s = travel_s[:, len(timing.supply) :]
    best = min(
        float(sites().weight @ np.minimum(cover.eta_s, options_s[:, pair].min(axis=1)))
        for pair in combinations(range(options_s.shape[1]), 2)
    )
    assert plan.value == pytest.approx(best, rel=1e-9)
    assert plan.before == pytest.approx(float(sites().weight @ cover.eta_s))


@cache
def help_s() -> tuple[Floats, Floats]:
    """Time help of every point: from each house of today, and from each town day and night."""
    timing = planned(p=1, model="pmedian", span="moment").timing
    ((_, travel_s),) = timing.clocks
    count = len(timing.supply)
    supply = timing.supply.at(night().when)
    assert not supply.units
    today = [
        times_by_way(
            night(),
            sites(),
            Supply([door], [], np.arange(1)),
            golden_s=GOLDEN_S,
            travel_s=travel_s[:, [place]],
        ).help_s[:, 0]
        for place, door in enumerate(supply.doors)
    ]
    return np.column_stack(today), travel_s[:, count:]


def least(total: Callable[[Floats], float], plans: Iterable[tuple[tuple[int, ...], ...]]) -> float:
    """Give the least total over plans, each of some houses of today and some towns."""
    today_s, towns_s = help_s()
    return min(
        total(
            np.minimum(
                today_s[:, list(stay)].min(axis=1, initial=np.inf),
                towns_s[:, list(new)].min(axis=1, initial=np.inf),
            )
        )
        for stay, new in plans
    )


def mean_total(nearest_s: Floats) -> float:
    return float(sites().weight @ nearest_s)


def farthest_total(nearest_s: Floats) -> float:
    return float(nearest_s[sites().weight > 0].max())


TOTALS = [("pmedian", mean_total), ("pcenter", farthest_total)]


@pytest.mark.parametrize(("model", "total"), TOTALS)
def test_least_time_where_houses_may_be_given_up_is_the_best_of_every_choice(
    model: str, total: Callable[[Floats], float]
) -> None:
    plan = planned(p=3, model=model, span="moment", keep="closable")
    houses, towns_ = range(help_s()[0].shape[1]), range(help_s()[1].shape[1])
    everything = [(0, one) for one in houses] + [(1, one) for one in towns_]
    plans = [
        tuple(tuple(one for kind, one in chosen if kind == which) for which in (0, 1))
        for size in (1, 2, 3)
        for chosen in combinations(everything, size)
    ]
    assert plan.solution.status == "optimal"
    assert plan.value == pytest.approx(least(total, plans), rel=1e-9)
    assert len(plan.picks) + len(plan.timing.supply) - len(plan.closed) <= 3


@pytest.mark.parametrize(("model", "total"), TOTALS)
def test_least_time_with_room_between_sites_is_the_best_of_every_choice(
    model: str, total: Callable[[Floats], float]
) -> None:
    apart_m = 100_000.0
    plan = planned(p=3, model=model, span="moment", spacing_m=apart_m)
    places = metres_of(night(), towns().kept)
    today = planned(p=1, model=model, span="moment").timing.supply
    stand = np.column_stack(Metric(night().pack.crs).to_metres(today.lon, today.lat))
    away = [one for one, at in enumerate(places) if (np.hypot(*(stand - at).T) >= apart_m).all()]
    everyone = tuple(range(help_s()[0].shape[1]))
    plans = [
        (everyone, some)
        for size in range(4)
        for some in combinations(away, size)
        if all(np.hypot(*(places[a] - places[b])) >= apart_m for a, b in combinations(some, 2))
    ]
    assert plan.value == pytest.approx(least(total, plans), rel=1e-9)


def test_phases_of_least_mean_time_are_the_best_of_every_order() -> None:
    plan = planned(phases=(1, 2), model="pmedian", span="moment")
    everyone = tuple(range(help_s()[0].shape[1]))
    towns_ = range(help_s()[1].shape[1])
    best = min(
        least(mean_total, [(everyone, (first,))]) + least(mean_total, [(everyone, (first, then))])
        for first in towns_
        for then in towns_
    )
    assert plan.solution.value == pytest.approx(best / 2, rel=1e-9)
    assert [pick.choice.phase for pick in plan.picks] == [1, 2]


def test_officers_and_hours_limit_a_plan_of_least_time() -> None:
    asked = {"model": "pmedian", "span": "moment", "hours": ("24/7", "Mo-Fr 08:00-17:00")}
    few, more = (planned(officers=many, **asked) for many in (8.0, 12.0))
    assert few.officers == 6.0
    assert more.officers == 12.0
    assert few.value == pytest.approx(planned(p=1, model="pmedian", span="moment").value)
    assert more.value == pytest.approx(planned(p=2, model="pmedian", span="moment").value)


def test_as_many_musts_as_sites_leave_nothing_to_choose() -> None:
    musts = tuple(one.id for one in towns().kept[:2])
    plan = planned(p=2, model="pmedian", span="moment", must=musts)
    assert {pick.option.id for pick in plan.picks} == set(musts)
    everyone = tuple(range(help_s()[0].shape[1]))
    assert plan.value == pytest.approx(least(mean_total, [(everyone, (0, 1))]), rel=1e-9)


def test_capacities_go_with_covering_alone() -> None:
    limited = Candidates(tuple(replace(one, capacity=3.0) for one in towns().kept))
    asked = SitingQuestion(golden_s=GOLDEN_S, p=2, model="pmedian", span="moment")
    with pytest.raises(FaultsError, match="capacities go with mclp alone"):
        plan_sites(night(), sites(), limited, asked=asked, effort=EFFORT)


def test_musts_stand_and_the_forbidden_do_not() -> None:
    free = planned(p=2)
    first = free.picks[0].option.id
    other = next(one.id for one in towns().kept if one.id != first)
    plan = planned(p=2, must=(other,), never=(first,))
    ids = [pick.option.id for pick in plan.picks]
    assert other in ids
    assert first not in ids
    assert [pick.choice.is_must for pick in plan.picks if pick.option.id == other] == [True]
    assert plan.value <= free.value


@pytest.mark.parametrize("model", ["mclp", "pmedian"])
def test_the_curve_counts_the_musts_among_its_sites(model: str) -> None:
    # Sisophon alone, then with one more, two more: the curve is of plans in which it stands.
    plan = planned(p=2, span="moment", must=("town-sisophon",), model=model)
    curve = {one.sites: one.value for one in plan.solution.curve}
    assert curve[2] == pytest.approx(plan.value)
    assert min(curve) >= 1
    larger = planned(p=3, span="moment", must=("town-sisophon",), model=model)
    assert curve[3] == pytest.approx(larger.value, rel=0.02)


def test_means_that_pay_for_no_site_are_named() -> None:
    staffing = Staffing(cost_per_officer=50_000.0)
    poor = plan_sites(
        night(),
        sites(),
        towns(),
        asked=SitingQuestion(golden_s=GOLDEN_S, p=2, budget=1000.0, span="moment"),
        staffing=staffing,
    )
    assert (poor.picks, poor.out_of_means) == ((), "budget")
    assert "the budget is 1,000" in certificate_words(poor, Words("en"))
    few = planned(p=2, span="moment", officers=1.0)
    assert (few.picks, few.out_of_means) == ((), "officers")
    assert "there are 1" in certificate_words(few, Words("en"))
    assert planned(p=2, span="moment").out_of_means is None


def test_phases_are_nested_and_the_last_is_as_large_as_asked() -> None:
    plan = planned(phases=(1, 3))
    phases = [pick.choice.phase for pick in plan.picks]
    assert phases == sorted(phases)  # type: ignore[type-var]
    assert phases.count(1) <= 1
    assert len(phases) <= 3


def test_sites_keep_their_distance() -> None:
    plan = planned(p=4, spacing_m=150_000.0)
    spots = [pick.option.candidate for pick in plan.picks]
    for one, two in combinations(spots, 2):
        north_m = 111_000 * (one.lat - two.lat)
        east_m = 111_000 * np.cos(np.radians(one.lat)) * (one.lon - two.lon)
        assert np.hypot(north_m, east_m) > 149_000


def test_sites_keep_their_distance_from_what_stands() -> None:
    plan = planned(p=2, spacing_m=60_000.0)
    near = {one.candidate.id: one.figure for one in plan.candidates.left_out}
    assert near
    supply = plan.timing.supply
    for one in towns().kept:
        north_m = 111_000 * (supply.lat - one.lat)
        east_m = 111_000 * np.cos(np.radians(one.lat)) * (supply.lon - one.lon)
        away_m = float(np.hypot(north_m, east_m).min())
        assert (one.id in near) == (away_m < 60_000), (one.id, away_m)


def test_places_that_nobody_can_reach_are_named() -> None:
    plan = plan_sites(
        night(),
        sites(),
        Candidates(towns().kept[:1]),
        asked=SitingQuestion(golden_s=600.0, p=1),
        effort=EFFORT,
    )
    covered = np.flatnonzero(plan.hours_after > 0)
    assert not set(covered.tolist()) & set(plan.unreachable.tolist())
    assert len(plan.unreachable)


def test_a_plan_is_tried_in_shaken_worlds() -> None:
    plan = planned(p=2)
    firm = shaken(plan, Shake(runs=4), seed=1, seconds_each=2.0)
    assert firm.runs == 4
    assert len(firm.stands) == len(plan.picks)
    assert all(0 <= count <= 4 for count in firm.stands)
    still = shaken(plan, Shake(weight=0, speed=0, golden=0, runs=2), seconds_each=5.0)
    assert still.stands == (2, 2)
    assert still.shares == pytest.approx((plan.in_time_after,) * 2)
    assert still.robust == (True, True)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "p is missing"),
        ({"p": 0}, "p 0"),
        ({"p": 2, "golden_s": 0.0}, "golden time"),
        ({"p": 2, "busy": 2.0}, "busy probability"),
        ({"p": 2, "phases": (2, 2)}, "phases 2, 2"),
        ({"p": 2, "model": "pmedian", "span": "moment", "least_share": 0.5}, "pmedian does not go"),
        ({"model": "pcenter", "span": "moment", "phases": (1, 2)}, "pcenter knows no phases"),
        ({"p": 2, "model": "pcenter"}, "pcenter is asked at one moment"),
        ({"p": 2, "must": ("a",), "never": ("a",)}, "both a must and forbidden"),
        ({"p": 2, "span": "worst", "least_share": 0.1}, "ask one of them"),
        ({"p": 2, "target_share": 0.0}, "target share 0"),
        ({"p": 2, "hours": ()}, "no hours"),
    ],
)
def test_questions_without_an_answer_are_refused(asked: dict[str, object], told: str) -> None:
    with pytest.raises(FaultsError, match=told):
        SitingQuestion(**{"golden_s": GOLDEN_S, **asked})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"p": 2, "must": ("nowhere",)}, "no candidate 'nowhere'"),
        ({"p": 99}, "give 1 to"),
        ({"p": 2, "budget": 5.0}, "no cost of a year is known"),
        ({"p": 2, "hours": ("Mo-Xx",)}, "Mo-Xx"),
    ],
)
def test_questions_that_do_not_fit_the_candidates_are_refused(
    asked: dict[str, object], told: str
) -> None:
    with pytest.raises(FaultsError, match=told):
        planned(**asked)


def test_demand_is_mixed_by_shares() -> None:
    mixed = wanted(night(), read_wants("sites:2,people:1"))
    assert mixed.weight.sum() == pytest.approx(1.0)
    is_site = np.array([one.startswith("sites:") for one in mixed.ids])
    assert mixed.weight[is_site].sum() == pytest.approx(2 / 3)
    reports = wanted(night(), read_wants("reports"))
    assert len(reports.ids) > 0
    with pytest.raises(FaultsError, match="'ghosts' is unknown"):
        read_wants("ghosts")


def test_officers_by_shift_relief() -> None:
    staffing = Staffing(at_once=2, cost_per_officer=50_000.0)
    assert staffing.weekly_hours(night(), "24/7") == pytest.approx(168.0)
    assert staffing.weekly_hours(night(), "Mo-Fr 08:00-17:00") == pytest.approx(45.0)
    assert staffing.officers(168.0) == 11.0  # 336 post hours by 32 of one officer
    assert staffing.cost(11.0) == 550_000.0
    with pytest.raises(FaultsError, match="present 0"):
        Staffing(present=0.0)


def test_the_worst_hour_of_fading_cover_is_that_of_eight_weeks_counted_anew() -> None:
    plan = planned(p=2, model="fading", span="worst")
    doors = doors_of([pick.option for pick in plan.picks])
    weeks = [
        assess_week(
            night(),
            sites(),
            golden_s=GOLDEN_S * (1 + step / 8),
            direction="reach",
            more_doors=doors,
        ).shares()
        for step in range(8)
    ]
    assert plan.value / plan.total == pytest.approx(np.mean(weeks, axis=0).min(), abs=1e-9)


def test_limited_sites_serve_no_more_than_their_capacity() -> None:
    few = tuple(replace(one, capacity=0.25) for one in towns().kept)
    asked = SitingQuestion(golden_s=GOLDEN_S, p=2, span="moment", keep="none")
    plan = plan_sites(night(), sites(), Candidates(few), asked=asked, effort=EFFORT)
    assert plan.value == pytest.approx(min(0.5, plan.solution.bound), abs=1e-6)
    assert sum(pick.choice.adds for pick in plan.picks) == pytest.approx(plan.value, abs=1e-6)
    with pytest.raises(FaultsError, match="capacities go with mclp alone"):
        plan_sites(
            night(),
            sites(),
            Candidates(few),
            asked=replace(asked, model="backup"),
            effort=EFFORT,
        )

"""Bad tables get one clear error that names every fault; good ones are read as they stand."""

from pathlib import Path

import numpy as np
import pytest

from geo.errors import FaultsError
from planning.location.matrices import read_costs
from planning.location.models import Model, problem_of

COST = "id,a,b\nx,1,inf\ny,,2\n"
DEMAND = "weight,id\n3,y\n0,x\n"


def files(folder: Path, cost: str, demand: str) -> tuple[Path, Path]:
    one, other = folder / "cost.csv", folder / "demand.csv"
    one.write_text(cost, encoding="utf-8")
    other.write_text(demand, encoding="utf-8")
    return one, other


def test_rows_are_matched_by_id_and_empty_is_no_way(tmp_path: Path) -> None:
    table = read_costs(*files(tmp_path, COST, DEMAND))
    assert (table.rows, table.columns) == (("x", "y"), ("a", "b"))
    assert table.cost.tolist() == [[1.0, np.inf], [np.inf, 2.0]]
    assert table.weight.tolist() == [0.0, 3.0]


@pytest.mark.parametrize(
    ("cost", "demand", "codes"),
    [
        pytest.param("id,a\nx,-1\ny,2\n", DEMAND, ["NUMBER"], id="negative cost"),
        pytest.param("id,a\nx,nan\ny,2\n", DEMAND, ["NUMBER"], id="cost is NaN"),
        pytest.param("id,a\nx,near\ny,2\n", DEMAND, ["NUMBER"], id="cost is a word"),
        pytest.param(COST, "id,weight\nx,-1\ny,nan\n", ["NUMBER", "NUMBER"], id="weights"),
        pytest.param(COST, "id,weight\nx,\ny,1\n", ["NUMBER"], id="weight is missing"),
        pytest.param(COST, "id,weight\nx,1\n", ["ID"], id="no weight for y"),
        pytest.param(COST, DEMAND + "1,z\n", ["ID"], id="no cost for z"),
        pytest.param("id,a,a\nx,1,1\ny,2,2\n", DEMAND, ["DUP_ID"], id="candidate twice"),
        pytest.param("id,a\nx,1\nx,1\ny,2\n", DEMAND, ["DUP_ID"], id="demand point twice"),
        pytest.param(COST, DEMAND + "1,x\n", ["DUP_ID"], id="weight twice"),
        pytest.param("id,a,b\nx,1,\ny,2,inf\n", DEMAND, ["NO_WAY"], id="candidate reaches none"),
        pytest.param("id,a\nx,1,2\ny,2\n", DEMAND, ["CSV_SHAPE"], id="ragged"),
        pytest.param("name,a\nx,1\n", DEMAND, ["MISSING_COLUMN"], id="no id"),
        pytest.param("id,a\n", DEMAND, ["NO_ROWS"], id="no rows"),
        pytest.param("", "", ["MISSING_COLUMN", "NO_ROWS", "MISSING_COLUMN"], id="empty files"),
        pytest.param(
            "id,a,b\nx,-1,inf\ny,2,inf\n",
            "id,weight\nx,-3\n",
            ["NUMBER", "NUMBER", "ID", "NO_WAY"],
            id="all at once",
        ),
    ],
)
def test_every_fault_of_two_tables_is_named(
    tmp_path: Path, cost: str, demand: str, codes: list[str]
) -> None:
    with pytest.raises(FaultsError) as caught:
        read_costs(*files(tmp_path, cost, demand))
    assert [fault.code for fault in caught.value.faults] == codes


def test_a_thousand_faults_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"r{number},-1\n" for number in range(1000))
    weights = "".join(f"r{number},1\n" for number in range(1000))
    with pytest.raises(FaultsError, match="and 970 more faults"):
        read_costs(*files(tmp_path, "id,a\n" + rows, "id,weight\n" + weights))


@pytest.mark.parametrize(
    ("model", "p", "radius", "busy", "words"),
    [
        ("mclp", 3, 1.0, 0.3, "p is 3: give 1 to 2"),
        ("pmedian", 0, None, 0.3, "p is 0"),
        ("pcenter", None, None, 0.3, "p is missing"),
        ("lscp", None, 0.0, 0.3, "radius is 0"),
        ("backup", 1, float("nan"), 0.3, "radius is nan"),
        ("mclp", 1, None, 0.3, "radius is missing"),
        ("mexclp", 1, 1.0, 1.0, "busy probability 1"),
        ("mclp", 9, -1.0, 2.0, "3 faults"),
    ],
)
def test_every_fault_of_a_question_is_named(
    model: Model, p: int | None, radius: float | None, busy: float, words: str
) -> None:
    cost, weight = np.array([[1.0, 2.0], [3.0, np.inf]]), np.ones(2)
    with pytest.raises(FaultsError, match=words):
        problem_of(model, cost, weight, p=p, radius=radius, busy=busy)


@pytest.mark.parametrize(
    ("cost", "weight", "words"),
    [
        (np.ones((2, 2)), np.ones(3), "3 weights do not fit 2 rows"),
        (np.array([[np.nan, 1.0]]), np.ones(1), "1 costs are negative or no number"),
        (np.ones((1, 1)), np.array([np.inf]), "finite numbers of 0 or more"),
        (np.ones((2, 1)), np.zeros(2), "every weight is 0"),
        (np.ones((0, 3)), np.ones(0), "a row and a column"),
    ],
)
def test_every_fault_of_a_matrix_is_named(cost: np.ndarray, weight: np.ndarray, words: str) -> None:
    with pytest.raises(FaultsError, match=words):
        problem_of("mclp", cost, weight, p=1, radius=1.0)

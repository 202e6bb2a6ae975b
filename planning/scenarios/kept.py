"""Scenarios kept beside a pack, in the user's own folder: one file each, by what it says."""

import re

from geo.errors import WriteError
from planning.folders import make_own
from planning.packs import Pack
from planning.scenarios.files import kept, kept_folder, save_scenario
from planning.scenarios.fingerprint import scenario_hash
from planning.scenarios.scenario import Scenario

_UNFIT = re.compile(r"[^\w]+")
_LONGEST = 40
_DIGITS = 8


def kept_name(pack: Pack, scenario: Scenario) -> str:
    """Give the name under which a scenario is kept: its own, and digits of all its settings.

    The same scenario of the same pack has the same name, so that a link to it stays true and
    none takes the place of another.
    """
    own = _UNFIT.sub("-", scenario.name.lower()).strip("-")[:_LONGEST].rstrip("-")
    return f"{own or 'scenario'}-{scenario_hash(pack, scenario)[:_DIGITS]}"


def keep_scenario(pack: Pack, scenario: Scenario) -> str:
    """Keep a scenario in the user's own folder; give the name it is found by.

    Parameters
    ----------
    pack
        The baseline it is made for.
    scenario
        What is kept; one that is kept already stays as it is.

    Raises
    ------
    FaultsError
        If it has faults: what cannot be made is not kept.
    WriteError
        If it cannot be written.
    """
    name, folder = kept_name(pack, scenario), kept_folder(pack)
    try:
        make_own(folder)
    except OSError as error:
        raise WriteError(f"the scenario cannot be kept: {error.strerror}") from None
    if name not in kept(pack):
        save_scenario(pack, scenario, folder / f"{name}.toml")
    return name


def forget_scenario(pack: Pack, name: str) -> None:
    """Take away a scenario that is kept; one that is gone already is gone.

    Raises
    ------
    WriteError
        If it cannot be taken away.
    """
    path = kept(pack).get(name)
    if path is None:
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(f"the scenario cannot be taken away: {error.strerror}") from None

"""The words of siting: models, hours, demand, kinds of candidates, why one is left out."""

from planning.siting.candidates import CandidateKind, Why
from planning.siting.questions import SitingModel, Span
from planning.siting.wants import Want
from views.words import Words


def model_words(t: Words) -> dict[SitingModel, str]:
    """Say what is best under each model, in plain words."""
    return {
        "mclp": t("Most in time"),
        "lscp": t("All that can be, with the fewest sites"),
        "pmedian": t("Least mean time"),
        "pcenter": t("Least longest time"),
        "backup": t("Most in time twice over"),
        "mexclp": t("Most in time though houses are busy"),
        "fading": t("Most in time, a little late counts a little"),
    }


def span_words(t: Words) -> dict[Span, str]:
    """Say over which hours a plan is measured."""
    return {
        "week": t("All 168 hours"),
        "worst": t("The worst hour"),
        "moment": t("The hour above"),
    }


def want_words(t: Words) -> dict[Want, str]:
    """Name what can be counted over."""
    return {
        "sites": t("Reported sites"),
        "people": t("People"),
        "places": t("Places"),
        "reports": t("Reports"),
    }


def kind_words(t: Words) -> dict[CandidateKind, str]:
    """Name the kinds of candidates."""
    return {
        "missions": t("Our missions"),
        "abroad": t("Missions over the border, by agreement"),
        "zones": t("Zones on file, not open yet"),
        "posts": t("Trusted police posts"),
        "gates": t("Border gates"),
        "hospitals": t("Hospitals, by consent"),
        "hotels": t("Hotels, by consent"),
        "towns": t("Towns"),
        "embassies": t("Other embassies, by consent"),
        "junctions": t("Road junctions on a grid"),
        "points": t("Own points"),
    }


def why_words(t: Words) -> dict[Why, str]:
    """Say why a candidate is left out."""
    return {
        "no_road": t("no road there"),
        "hazard": t("too much reported danger"),
        "far_from_road": t("too far from a road"),
        "police_avoid": t("police to avoid"),
        "police_policy": t("police not counted"),
        "no_consent": t("no consent of the host"),
        "no_agreement": t("no agreement over the border"),
        "closed_gate": t("gate closed"),
        "low_confidence": t("record of low confidence"),
        "too_near": t("too near to what stands"),
    }

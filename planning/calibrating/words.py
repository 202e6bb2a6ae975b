"""A calibration in words, and as lines for a pack's settings."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from planning.calibrating.calibration import Calibration, Factor
from routing.network import ROAD_CLASSES
from routing.speeds import BANDS

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "open_major": "main roads outside towns",
            "open_minor": "lesser roads outside towns",
            "built_up": "roads in towns",
            "peak": "rush hours",
            "night": "nights",
            "fitted": "{group}: {factor:.2f} times the table's driving time"
            " (90 % sure: {low:.2f} to {high:.2f}; {count} trips)",
            "kept": "{group}: as in the table, {count} trips are too few",
            "spread": "drive times scatter by {percent:.0f} % (spread of the logarithm {spread:.2f})",
            "error": "median error {before:.1f} % with the table, {after:.1f} % with factors fitted"
            " to other trips, {nearer} trips nearer; {used} trips used",
            "restless": "the factors had not come to rest after {rounds} rounds",
            "aside": "set aside: {id}: {reason}",
        },
        "ko": {
            "open_major": "시가지 밖 간선도로",
            "open_minor": "시가지 밖 지방도로",
            "built_up": "시가지 도로",
            "peak": "혼잡 시간",
            "night": "밤",
            "fitted": "{group}: 표의 주행 시간의 {factor:.2f}배"
            " (90 % 구간 {low:.2f}~{high:.2f}, 주행 {count}건)",
            "kept": "{group}: 표 그대로, 주행 {count}건은 너무 적음",
            "spread": "주행 시간의 흩어짐 {percent:.0f} % (로그 표준편차 {spread:.2f})",
            "error": "오차 중앙값: 표 {before:.1f} %, 다른 주행으로 맞춘 계수 {after:.1f} %;"
            " 더 가까워진 주행 {nearer}건, 사용한 주행 {used}건",
            "restless": "{rounds}회 뒤에도 계수가 안정되지 않음",
            "aside": "제외: {id}: {reason}",
        },
    }
)


def calibration_words(calibration: Calibration, language: str = "en") -> list[str]:
    """Say what was fitted, how sure it is, and which trips were set aside and why."""
    words = _WORDS["ko" if language == "ko" else "en"]
    restless = [] if calibration.is_stable else [words["restless"]]
    lines = [
        *(_factor_words(factor, words) for factor in calibration.factors),
        words["spread"].format(percent=100 * calibration.spread, spread=calibration.spread),
        words["error"].format(
            before=100 * calibration.error_before,
            after=100 * calibration.error_after,
            nearer=calibration.nearer,
            used=calibration.used,
        ),
        *(line.format(rounds=calibration.rounds) for line in restless),
        *(words["aside"].format(id=one.id, reason=one.reason) for one in calibration.set_aside),
    ]
    return [*lines, *calibration.notes]


def settings_text(calibration: Calibration) -> str:
    """Write the fitted speeds and spread as TOML, to replace these tables of ``settings.toml``.

    Every line says how it was fitted. Of ``[response.spread]`` there is only the line of the
    drive: the others are not fitted.
    """
    speeds = calibration.speeds
    origin = f"fit: {calibration.used} logged trips"
    parts = [
        ("speeds.free_kph", ROAD_CLASSES, speeds.free_kph),
        ("speeds.built_up_kph", ROAD_CLASSES, speeds.built_up_kph),
        ("speeds.band_factor.rural", BANDS, speeds.rural_factor),
        ("speeds.band_factor.built_up", BANDS, speeds.built_up_factor),
        ("response.spread", ("drive",), (calibration.spread,)),
    ]
    factors = [
        f"# {one.group}: time x {one.factor:.3f} (90 % {one.low:.3f} to {one.high:.3f})"
        if one.is_fitted
        else f"# {one.group}: as before, {one.trip_count} trips are too few"
        for one in calibration.factors
    ]
    error = (
        f"# median error {calibration.error_before:.1%} before,"
        f" {calibration.error_after:.1%} cross-validated"
    )
    tables = [_table(name, keys, values) for name, keys, values in parts]
    return "\n".join([f"# {origin}", *factors, error, *tables])


def _table(name: str, keys: Sequence[str], values: Sequence[float]) -> str:
    lines = [f"{key} = {value:.4g}" for key, value in zip(keys, values, strict=True)]
    return "\n".join(["", f"[{name}]", *lines, ""])


def _factor_words(factor: Factor, words: Mapping[str, str]) -> str:
    return words["fitted" if factor.is_fitted else "kept"].format(
        group=words[factor.group],
        factor=factor.factor,
        low=factor.low,
        high=factor.high,
        count=factor.trip_count,
    )

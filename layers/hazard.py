"""Hazard: how dangerous a point is, as a sum of terms, one for each reported site."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.spatial import cKDTree

from geo.errors import CrsError
from layers.dates import first_day

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class HazardRule:
    """How a report becomes hazard.

    Parameters
    ----------
    kernel_m
        Standard deviation in metres of the Gaussian around a site known to the metre.
    reach_kernels
        Beyond this many standard deviations a site adds nothing.
    cell_m
        Side of a cell of the raster surface, metres.
    half_life_days
        Days after which a report counts half.
    evidence, status
        Weight 0..1 of each word of the two columns.
    """

    kernel_m: float
    reach_kernels: float
    cell_m: float
    half_life_days: float
    evidence: Mapping[str, float]
    status: Mapping[str, float]


def site_weights(sites: gpd.GeoDataFrame, rule: HazardRule, *, on: date) -> Floats:
    """Weigh each reported site by evidence, status and age.

    Parameters
    ----------
    sites
        Layer `sites`; columns ``evidence``, ``status``, ``status_date``, ``as_of``, ``in_risk``.
    rule
        The weights; age halves a weight every `half_life_days`.
    on
        The day on which the question is asked. What was reported later was not known: a
        site claimed later weighs nothing, a status of later counts as ``unknown``.

    Returns
    -------
    ndarray, shape (sites,)
        Weights 0..1; 0 for rows that are not in the risk surface.
    """
    today = np.datetime64(on, "D")
    claimed = _first_days(sites["claim_date"], otherwise=_first_days(sites["as_of"]))
    stated = _first_days(sites["status_date"], otherwise=claimed)
    is_known = stated <= today
    latest = np.where(is_known, stated, claimed)
    days = np.where(np.isnat(latest), np.nan, (today - latest).astype(np.float64))
    age = np.where(claimed > today, 0.0, np.exp2(-np.maximum(days, 0.0) / rule.half_life_days))
    words = np.where(is_known, sites["status"].to_numpy(dtype=object), "unknown")
    evidence, status = _weights(sites["evidence"], rule.evidence), _weights(words, rule.status)
    return np.asarray(evidence * status * age * (sites["in_risk"] == "yes").to_numpy())


def _first_days(dates: Iterable[str], *, otherwise: Days | None = None) -> Days:
    days = np.array([first_day(text) if text else "NaT" for text in dates], dtype="datetime64[D]")
    return days if otherwise is None else np.where(np.isnat(days), otherwise, days)


def _weights(words: Iterable[str], rule: Mapping[str, float]) -> Floats:
    return np.array([rule.get(word, np.nan) for word in words], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class HazardField:
    """A sum of site terms that can be asked anywhere.

    A site known only to `precision_m` is spread over that width, and its peak falls with
    the square of the width, so that the whole of its danger stays the same: a vague report
    is never a sharp red dot. The sum is turned into 0..1 by ``1 - exp(-sum)``, the chance
    of meeting at least one danger when each term is a rate (a Cox process, see
    Diggle, Statistical Analysis of Spatial and Spatio-Temporal Point Patterns, 2013).

    Parameters
    ----------
    site_id
        Identifier of each site with a weight above 0, shape (n,).
    x, y
        Their positions in metres of `crs`.
    weight, width_m
        Weight 0..1 and standard deviation in metres of each.
    reach_kernels
        Widths beyond which a term is 0.
    crs
        The pack's metric CRS, such as ``EPSG:32648``.
    """

    site_id: NDArray[np.str_]
    x: Floats
    y: Floats
    weight: Floats
    width_m: Floats
    kernel_m: float
    reach_kernels: float
    crs: str

    def without(self, site_ids: Collection[str]) -> "HazardField":
        """Give the field with the terms of some sites left out (unknown ids change nothing)."""
        keep = ~np.isin(self.site_id, np.asarray(sorted(site_ids), dtype=np.str_))
        return HazardField(
            self.site_id[keep],
            self.x[keep],
            self.y[keep],
            self.weight[keep],
            self.width_m[keep],
            kernel_m=self.kernel_m,
            reach_kernels=self.reach_kernels,
            crs=self.crs,
        )

    def total_at_xy(self, x: Floats, y: Floats) -> Floats:
        """Sum of the site terms at points in metres of `crs`; same shape as `x`, 0 or more."""
        points = np.column_stack([np.ravel(x), np.ravel(y)])
        total = np.zeros(len(points))
        if not len(points) or not len(self.x):
            return total.reshape(np.shape(x))
        tree = cKDTree(points)
        for here, weight, width in zip(
            np.column_stack([self.x, self.y]), self.weight, self.width_m, strict=True
        ):
            near = tree.query_ball_point(here, self.reach_kernels * width)
            squared = ((points[near] - here) ** 2).sum(axis=1)
            total[near] += weight * (self.kernel_m / width) ** 2 * np.exp(-0.5 * squared / width**2)
        return total.reshape(np.shape(x))

    def at_xy(self, x: Floats, y: Floats) -> Floats:
        """Hazard 0..1 at points in metres of `crs`; same shape as `x`."""
        return np.asarray(-np.expm1(-self.total_at_xy(x, y)), dtype=np.float64)

    def at(self, lon: Floats, lat: Floats) -> Floats:
        """Hazard 0..1 at points in EPSG:4326; same shape as `lon`."""
        x, y = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True).transform(lon, lat)
        return self.at_xy(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))


def hazard_field(sites: gpd.GeoDataFrame, rule: HazardRule, *, crs: str, on: date) -> HazardField:
    """Build the hazard of a layer of sites on one day.

    Parameters
    ----------
    sites
        Layer `sites` in EPSG:4326.
    rule
        Kernel widths and weights.
    crs
        The pack's metric CRS.
    on
        The day asked about.

    Raises
    ------
    CrsError
        If the sites are not in EPSG:4326.
    """
    if sites.crs is None or sites.crs.to_epsg() != 4326:
        raise CrsError("sites: the layer must be in EPSG:4326; reproject it before use")
    weight = site_weights(sites, rule, on=on)
    counted = weight > 0
    metric = sites.geometry[counted].to_crs(crs)
    precision = sites.loc[counted, "precision_m"].to_numpy(dtype=np.float64)
    return HazardField(
        site_id=sites.loc[counted, "id"].to_numpy(dtype=np.str_),
        x=metric.x.to_numpy(dtype=np.float64),
        y=metric.y.to_numpy(dtype=np.float64),
        weight=weight[counted],
        width_m=np.maximum(precision, rule.kernel_m),
        kernel_m=rule.kernel_m,
        reach_kernels=rule.reach_kernels,
        crs=crs,
    )

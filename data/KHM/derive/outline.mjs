// Makes outline.geojson (Cambodia) and neighbours.geojson (the countries around it, cut to a
// frame) from Natural Earth 10m (public domain), as the npm package world-atlas carries it.
//
// Run from the project's folder, with the packages of static/package.json installed
// (npm --prefix static install; world-atlas 2.0.2, topojson-client 3.1.0):
//
//     node data/KHM/derive/outline.mjs [folder that holds node_modules: static] [folder to write: data/KHM]
//
// Both files are RFC 7946: EPSG:4326, longitude first, outer rings counter-clockwise, positions
// rounded to 4 decimals (about 11 m; Natural Earth's own generalisation is coarser by far).

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const PINNED = { "world-atlas": "2.0.2", "topojson-client": "3.1.0" };
const FRAME = { west: 100.5, south: 8, east: 109.6, north: 16.2 };
const DECIMALS = 4;
const COUNTRY = { id: "116", iso: "KHM", name: "Cambodia" };
const NEIGHBOURS = [
  { id: "764", iso: "THA", name: "Thailand" },
  { id: "418", iso: "LAO", name: "Laos" },
  { id: "704", iso: "VNM", name: "Vietnam" },
];
const SOURCE = "Natural Earth 10m admin 0 countries (public domain), world-atlas 2.0.2";

const PACK = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ROOT = resolve(PACK, "..", "..");
const modules = join(resolve(process.argv[2] ?? join(ROOT, "static")), "node_modules");
const OUT = resolve(process.argv[3] ?? PACK);

function fail(message) {
  console.error(`outline.mjs: ${message}`);
  process.exit(1);
}

function checkPins() {
  for (const [name, wanted] of Object.entries(PINNED)) {
    let found = "none";
    try {
      found = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
    } catch {
      // said below
    }
    if (found !== wanted) fail(`needs ${name} ${wanted} in ${modules}, found ${found}`);
  }
}

// The four sides of the frame: which axis, where, and which way is inside.
const SIDES = [
  { axis: 0, at: FRAME.west, sign: 1 },
  { axis: 0, at: FRAME.east, sign: -1 },
  { axis: 1, at: FRAME.south, sign: 1 },
  { axis: 1, at: FRAME.north, sign: -1 },
];

function crossing(a, b, { axis, at }) {
  const share = (at - a[axis]) / (b[axis] - a[axis]);
  const along = a[1 - axis] + share * (b[1 - axis] - a[1 - axis]);
  return axis === 0 ? [at, along] : [along, at];
}

// The runs of a ring that lie inside a side, each with its two ends on the side's line.
function runsInside(ring, side) {
  const inside = (point) => side.sign * (point[side.axis] - side.at) > 0;
  const open = ring.slice(0, -1);
  const first = open.findIndex((point) => !inside(point));
  if (first < 0) return { whole: true, runs: [] };
  const runs = [];
  for (let step = 0; step < open.length; step += 1) {
    const here = open[(first + step) % open.length];
    const next = open[(first + step + 1) % open.length];
    if (inside(here)) runs.at(-1).push(here);
    else if (inside(next)) runs.push([]);
    if (inside(here) !== inside(next)) runs.at(-1).push(crossing(here, next, side));
  }
  return { whole: false, runs };
}

// Cuts a ring at one side into as many rings as there are pieces: the ends of the runs, sorted
// along the line, belong together in pairs, because the line enters and leaves the area in turn.
function cutAtSide(ring, side) {
  const { whole, runs } = runsInside(ring, side);
  if (whole) return [ring];
  const ends = runs
    .flatMap((run, index) => [
      { index, start: true, along: run[0][1 - side.axis] },
      { index, start: false, along: run.at(-1)[1 - side.axis] },
    ])
    .sort((a, b) => a.along - b.along);
  const partner = (index) => {
    const at = ends.findIndex((end) => end.index === index && !end.start);
    return ends[at % 2 ? at - 1 : at + 1];
  };
  const pieces = [];
  const left = new Set(runs.keys());
  for (const begin of runs.keys()) {
    const piece = [];
    for (let index = begin; left.delete(index); ) {
      piece.push(...runs[index]);
      const next = partner(index);
      if (!next.start) fail("a ring crosses the frame in a way this script cannot cut");
      index = next.index;
    }
    if (piece.length) pieces.push([...piece, piece[0]]);
  }
  return pieces;
}

const cutToFrame = (ring) =>
  SIDES.reduce((rings, side) => rings.flatMap((one) => cutAtSide(one, side)), [ring]);

const same = (a, b) => a[0] === b[0] && a[1] === b[1];

function rounded(ring) {
  const scale = 10 ** DECIMALS;
  const round = (value) => Math.round(value * scale) / scale;
  const points = ring.map(([lon, lat]) => [round(lon), round(lat)]);
  return points.filter((point, at) => at === 0 || !same(point, points[at - 1]));
}

function signedArea(ring) {
  let twice = 0;
  for (let at = 1; at < ring.length; at += 1) {
    twice += ring[at - 1][0] * ring[at][1] - ring[at][0] * ring[at - 1][1];
  }
  return twice / 2;
}

function meet(a, b, c, d) {
  const turn = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  const between = (p, q, r) =>
    Math.min(p[0], q[0]) <= r[0] && r[0] <= Math.max(p[0], q[0]) &&
    Math.min(p[1], q[1]) <= r[1] && r[1] <= Math.max(p[1], q[1]);
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc !== abd && cda !== cdb) return true;
  return (abc === 0 && between(a, b, c)) || (abd === 0 && between(a, b, d));
}

function firstTangle(ring) {
  for (let i = 0; i + 1 < ring.length; i += 1) {
    for (let j = i + 2; j + 1 < ring.length; j += 1) {
      const neighbours = i === 0 && j + 2 === ring.length;
      if (!neighbours && meet(ring[i], ring[i + 1], ring[j], ring[j + 1])) return [i, j];
    }
  }
  return null;
}

// world-atlas is quantised: here and there a ring touches or crosses itself. The smaller of the
// two loops at such a place (a few hundred metres) is left out.
function untangled(ring) {
  const tangle = firstTangle(ring);
  if (!tangle) return ring;
  const [i, j] = tangle;
  const loop = ring.slice(i + 1, j + 1);
  const rest = [...ring.slice(0, i + 1), ...ring.slice(j + 1)];
  const closed = loop.length ? [...loop, loop[0]] : [];
  const kept = Math.abs(signedArea(closed)) > Math.abs(signedArea(rest)) ? closed : rest;
  return untangled(rounded(kept));
}

// RFC 7946: the outer ring runs counter-clockwise, holes clockwise.
function turned(ring, hole) {
  const clockwise = signedArea(ring) < 0;
  return clockwise === hole ? ring : [...ring].reverse();
}

const usable = (ring) => ring.length >= 4 && signedArea(ring) !== 0;

function polygonsOf(geometry, cut) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flatMap(([outer, ...holes]) => {
    if (!cut) {
      const rings = [outer, ...holes].map((ring) => untangled(rounded(ring))).filter(usable);
      return [rings.map((ring, at) => turned(ring, at > 0))];
    }
    if (holes.length) fail("a neighbour has a hole: cut it by hand");
    const pieces = cutToFrame(outer).map((ring) => untangled(rounded(ring)));
    return pieces.filter(usable).map((ring) => [turned(ring, false)]);
  });
}

function featureOf(entry, atlas, { cut }) {
  const { feature } = createRequire(join(modules, "x.js"))("topojson-client");
  const found = atlas.objects.countries.geometries.find((item) => item.id === entry.id);
  if (!found) fail(`world-atlas has no country ${entry.id} (${entry.name})`);
  const polygons = polygonsOf(feature(atlas, found).geometry, cut);
  const geometry =
    polygons.length === 1
      ? { type: "Polygon", coordinates: polygons[0] }
      : { type: "MultiPolygon", coordinates: polygons };
  const properties = { iso: entry.iso, name: entry.name, source: SOURCE };
  return { type: "Feature", id: entry.iso, properties, geometry };
}

// One feature a line, so that a difference can be read.
function write(name, features) {
  const lines = features.map((item) => JSON.stringify(item)).join(",\n");
  const text = `{"type":"FeatureCollection","features":[\n${lines}\n]}\n`;
  writeFileSync(join(OUT, name), text);
  console.log(`${name}: ${features.length} features, ${text.length} bytes`);
}

checkPins();
const atlas = JSON.parse(
  readFileSync(join(modules, "world-atlas", "countries-10m.json"), "utf8"),
);
write("outline.geojson", [featureOf(COUNTRY, atlas, { cut: false })]);
write(
  "neighbours.geojson",
  NEIGHBOURS.map((entry) => featureOf(entry, atlas, { cut: true })),
);

// Copies the pinned packages' files that the app serves into static/vendor and static/fonts.
//
// Run after `npm ci --prefix static`:  node static/vendor.mjs
// A stamp over the lock file and this script makes the second run do nothing.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const vendor = join(here, "vendor");
const fonts = join(here, "fonts");
const stamp = join(vendor, "stamp");

const scripts = [
  ["leaflet/dist/leaflet.js", "leaflet/leaflet.js"],
  ["leaflet/dist/leaflet.css", "leaflet/leaflet.css"],
  ["leaflet/dist/images", "leaflet/images"],
  ["protomaps-leaflet/dist/protomaps-leaflet.js", "protomaps/protomaps-leaflet.js"],
];

// protomaps-leaflet carries the second line inside its own file.
const licensed = [
  "leaflet", "protomaps-leaflet",
  "@mapbox/point-geometry", "color2k", "fflate", "pbf", "potpack", "quickselect", "rbush",
];

const khmerWeights = ["400", "600"];

function fingerprint() {
  const hash = createHash("sha256");
  for (const name of ["package-lock.json", "vendor.mjs"]) hash.update(readFileSync(join(here, name)));
  return hash.digest("hex");
}

function copyScripts() {
  for (const [from, to] of scripts) cpSync(join(packages, from), join(vendor, to), { recursive: true });
  for (const name of licensed) {
    const file = join(vendor, "licences", `${name.replace("/", "-")}.txt`);
    cpSync(join(packages, name, "LICENSE"), file);
  }
}

function khmerFace(weight) {
  return `@font-face {
  font-family: "Noto Sans Khmer";
  font-style: normal;
  font-display: swap;
  font-weight: ${weight};
  src: url(./khmer/noto-sans-khmer-khmer-${weight}-normal.woff2) format("woff2");
  unicode-range: U+1780-17FF, U+19E0-19FF;
}
`;
}

function copyFonts() {
  const pretendard = join(packages, "pretendard/dist/web/variable");
  const khmer = join(packages, "@fontsource/noto-sans-khmer");
  const faces = readFileSync(join(pretendard, "pretendardvariable-dynamic-subset.css"), "utf8");
  mkdirSync(fonts, { recursive: true });
  cpSync(join(pretendard, "woff2-dynamic-subset"), join(fonts, "woff2-dynamic-subset"), { recursive: true });
  for (const weight of khmerWeights) {
    const name = `noto-sans-khmer-khmer-${weight}-normal.woff2`;
    cpSync(join(khmer, "files", name), join(fonts, "khmer", name));
  }
  writeFileSync(join(fonts, "fonts.css"), faces + khmerWeights.map(khmerFace).join(""));
  const notice = faces.slice(faces.indexOf("/*") + 2, faces.indexOf("*/")).trim();
  const licence = readFileSync(join(khmer, "LICENSE"), "utf8");
  writeFileSync(join(fonts, "LICENCE.txt"), `Pretendard\n\n${notice}\n\nNoto Sans Khmer and the licence text\n\n${licence}`);
}

if (!existsSync(join(packages, "leaflet"))) {
  console.error("static/node_modules is missing: run `npm ci --prefix static` first");
  process.exit(1);
}
const wanted = fingerprint();
if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
  console.log("browser assets are up to date");
} else {
  for (const folder of [vendor, fonts]) rmSync(folder, { recursive: true, force: true });
  copyScripts();
  copyFonts();
  writeFileSync(stamp, wanted);
  console.log("browser assets copied to static/vendor and static/fonts");
}

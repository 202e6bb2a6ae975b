// Cover by number of sites: a line of plans, a dashed line that no plan can pass, a button a plan.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 480, HEIGHT = 240, LEFT = 38, RIGHT = 14, TOP = 18, BOTTOM = 36;

function drawn(name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

function scales(points) {
  const most = Math.max(1, ...points.map((point) => point.sites));
  const values = points.flatMap((point) => [point.value, point.bound]);
  const low = Math.max(0, Math.floor(Math.min(...values) * 10) / 10);
  const high = Math.min(1, Math.ceil(Math.max(...values) * 10 + 0.01) / 10);
  const span = Math.max(high - low, 0.1);
  return {
    low, high: low + span,
    x: (sites) => LEFT + (sites / most) * (WIDTH - LEFT - RIGHT),
    y: (share) => HEIGHT - BOTTOM - ((share - low) / span) * (HEIGHT - TOP - BOTTOM),
  };
}

function path(points, scale, name) {
  return points.map((point, at) => `${at ? "L" : "M"}${scale.x(point.sites)} ${scale.y(point[name])}`).join("");
}

function axes(chart, scale, data) {
  const step = scale.high - scale.low > 0.5 ? 0.2 : 0.1;
  for (let share = scale.low; share <= scale.high + 1e-9; share += step) {
    const y = scale.y(share);
    chart.append(drawn("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y, class: "grid" }));
    chart.append(drawn("text", { x: LEFT - 6, y: y + 4, class: "tick end" }, Math.round(100 * share)));
  }
  for (const point of data.points) {
    chart.append(drawn("text", { x: scale.x(point.sites), y: HEIGHT - BOTTOM + 16, class: "tick" }, point.sites));
  }
  chart.append(drawn("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 4, class: "tick" }, data.axis));
  chart.append(drawn("text", { x: WIDTH - RIGHT, y: TOP - 6, class: "tick end" }, data.bound));
}

function button(point, scale, data, choose) {
  const spot = drawn("g", {
    class: `spot${point.sites === data.chosen ? " chosen" : ""}${point.isKnee ? " knee" : ""}`,
    role: "button", tabindex: point.sites ? 0 : -1, "aria-label": point.say,
    transform: `translate(${scale.x(point.sites)} ${scale.y(point.value)})`,
  });
  spot.append(drawn("title", {}, point.say), drawn("circle", { r: 12, class: "touch" }), drawn("circle", { r: 4.5 }));
  if (point.sites === data.chosen) spot.append(drawn("circle", { r: 9, class: "ring" }));
  if (!point.sites) return spot;
  spot.addEventListener("click", () => choose(point.sites));
  spot.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(point.sites);
  });
  return spot;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let chart = parentElement.querySelector("svg");
  if (!chart) {
    chart = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "group" });
    parentElement.append(chart);
  }
  chart.replaceChildren();
  chart.setAttribute("aria-label", data.label);
  const scale = scales(data.points);
  axes(chart, scale, data);
  const back = [...data.points].reverse();
  const band = `${path(data.points, scale, "value")}${path(back, scale, "bound").replace("M", "L")}Z`;
  chart.append(drawn("path", { d: band, class: "band" }));
  chart.append(drawn("path", { d: path(data.points, scale, "bound"), class: "bound" }));
  chart.append(drawn("path", { d: path(data.points, scale, "value"), class: "value" }));
  const choose = (sites) => setTriggerValue("sites", sites);
  for (const point of data.points) chart.append(button(point, scale, data, choose));
}

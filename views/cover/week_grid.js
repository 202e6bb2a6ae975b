// The week as a grid of buttons, one an hour: arrows move, Enter or a click chooses.
//
// Wide pages show a day a row; narrow ones an hour a row. Text enters through textContent alone.

const NARROW_PX = 620;

function element(tag, role, name) {
  const node = document.createElement(tag);
  if (role) node.setAttribute("role", role);
  if (name) node.className = name;
  return node;
}

function placed(node, day, hour) {
  node.style.setProperty("--day", day);
  node.style.setProperty("--hour", hour);
  return node;
}

function build(grid, choose) {
  const head = element("div", "row", "line");
  head.append(placed(element("div", "gridcell", "corner"), 1, 1));
  for (let hour = 0; hour < 24; hour += 1) {
    const name = placed(element("div", "columnheader", "hour"), 1, hour + 2);
    name.append(element("b"), element("small"));
    head.append(name);
  }
  grid.append(head);
  for (let day = 0; day < 7; day += 1) {
    const line = element("div", "row", "line");
    line.append(placed(element("div", "rowheader", "day"), day + 2, 1));
    for (let hour = 0; hour < 24; hour += 1) {
      const cell = element("div", "gridcell", "line");
      const button = placed(element("button", "", "cell"), day + 2, hour + 2);
      button.type = "button";
      button.addEventListener("click", () => choose(24 * day + hour));
      cell.append(button);
      line.append(cell);
    }
    grid.append(line);
  }
}

function moveWithKeys(grid) {
  grid.addEventListener("keydown", (event) => {
    const cells = [...grid.querySelectorAll("button")];
    const at = cells.indexOf(event.target);
    const [hours, days] = grid.classList.contains("tall") ? [24, 1] : [1, 24];
    const step = {
      ArrowLeft: -hours, ArrowRight: hours, ArrowUp: -days, ArrowDown: days, Home: -(at % 24), End: 23 - (at % 24),
    }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const next = cells[at + step];
    if (!next) return;
    cells[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

function fill(grid, data) {
  grid.setAttribute("aria-label", data.label);
  grid.querySelectorAll(".day").forEach((node, day) => { node.textContent = data.days[day]; });
  grid.querySelectorAll(".hour").forEach((node, hour) => {
    node.children[0].textContent = data.hours[hour][0];
    node.children[1].textContent = data.hours[hour][1];
  });
  const cells = grid.querySelectorAll("button");
  cells.forEach((node, number) => {
    const { text, step, say } = data.cells[number];
    [node.style.background, node.style.color] = data.ramp[step];
    node.textContent = text;
    node.title = say;
    node.setAttribute("aria-label", say);
    node.tabIndex = number === data.chosen ? 0 : -1;
    for (const sign of ["chosen", "now", "worst"]) node.classList.toggle(sign, number === data[sign]);
    if (number === data.chosen) node.setAttribute("aria-current", "true");
    else node.removeAttribute("aria-current");
  });
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let grid = parentElement.querySelector(".week");
  if (!grid) {
    grid = element("div", "grid", "week");
    build(grid, (hour) => grid.choose(hour));
    moveWithKeys(grid);
    parentElement.append(grid);
    new ResizeObserver(() => {
      grid.classList.toggle("tall", grid.clientWidth < NARROW_PX);
    }).observe(grid);
  }
  grid.choose = (hour) => setTriggerValue("hour", hour);
  fill(grid, data);
}

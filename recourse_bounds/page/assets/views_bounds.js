/* The measured value of everybody between its bounds, for the statement and the Δ that are chosen. */

const SPEAKS = new Set(["holds", "vacuous", "violated"]);

function boundsChart(store, parent, state) {
  let known = null;
  const found = () => (known = known || boundedPeople(store, state.order));
  const chart = new ViewChart(parent, "Does the statement hold for each person?", {
    describe: () => {
      known = null;
      return boundsWords(store, found());
    },
    make: (host) => new PeoplePicture(store, host, state.drag, () => boundsPoints(store, found())),
  });
  chart.extra.append(orderChoice(state, () => chart.update()));
  return chart;
}

function orderChoice(state, changed) {
  const options = { value: "the measured value", person: "the person's row" };
  const select = el("select", { onchange: (event) => {
    state.order = event.target.value;
    changed();
  } }, ...Object.entries(options).map(([value, words]) => el("option", { value }, words)));
  return el("label", {}, "In the order of ", select);
}

/* The rows that the statement speaks of, in order. */
function boundedPeople(store, order) {
  const found = store.case(store.currentCase);
  const names = store.STATUS;
  const { value, lower, upper, status } = found;
  const rows = store.shown.filter((row) => SPEAKS.has(names[status[row]]) && Number.isFinite(value[row]));
  const { instance } = store.rows;
  rows.sort(order === "person" ? (a, b) => instance[a] - instance[b] : (a, b) => value[a] - value[b] || instance[a] - instance[b]);
  return {
    rows,
    value: Float64Array.from(rows, (row) => value[row]),
    lower: Float64Array.from(rows, (row) => lower[row]),
    upper: Float64Array.from(rows, (row) => upper[row]),
    status: Array.from(rows, (row) => markOf(names[status[row]])),
    failing: rows.filter((row) => names[status[row]] === "violated" && !found.unfailed[row]).length,
  };
}

function boundsPoints(store, { rows, value, lower, upper, status }) {
  const y = scaleFor(value, [lower, upper]);
  const x = { start: 0, end: rows.length + 1, ticks: null };
  const xs = Float64Array.from(rows, (_, place) => place + 1);
  const at = (numbers) => numbers.map(y.at);
  const [low, high] = [at(lower), at(upper)];
  const few = rows.length <= 400;
  const { noun } = quantityOf(store);
  return {
    rows, xs, ys: at(value), status, scales: { x, y },
    lines: [
      { xs: [0, rows.length + 1], ys: [y.at(0), y.at(0)], colour: "line", width: 2, alpha: y.start < 0 && y.end > 0 ? 1 : 0 },
      { ...uprights(xs, low, high), colour: "faint", alpha: few ? 0.5 : 0.25 },
      { ...dashes(xs, low, lower), colour: "lower", width: 2 },
      { ...dashes(xs, high, upper), colour: "upper", width: 2 },
    ],
    labels: {
      x: "people whom the statement is about",
      y: `${noun}${y.far ? " (logarithmic)" : ""}`,
    },
  };
}

/* What the statement bounds, and its unit. */
function quantityOf(store) {
  return store.meta.claims[store.meta.cases[store.currentCase].claim].quantity || { noun: "value", unit: "" };
}

/* One path of many upright lines: a gap lies between any two. */
function uprights(xs, low, high) {
  return gaps(xs, (place) => [xs[place], low[place], xs[place], high[place]]);
}

/* One path of many level dashes; where an end is infinite there is none. */
function dashes(xs, places, ends) {
  return gaps(xs, (place) => {
    const y = Number.isFinite(ends[place]) ? places[place] : NaN;
    return [xs[place] - 0.4, y, xs[place] + 0.4, y];
  });
}

function gaps(xs, strokeOf) {
  const found = { xs: new Float64Array(3 * xs.length), ys: new Float64Array(3 * xs.length) };
  for (let place = 0; place < xs.length; place += 1) {
    const [x0, y0, x1, y1] = strokeOf(place);
    found.xs.set([x0, x1, NaN], 3 * place);
    found.ys.set([y0, y1, NaN], 3 * place);
  }
  return found;
}

function boundsWords(store, { rows, value, lower, upper, status, failing }) {
  const one = store.meta.cases[store.currentCase];
  if (!one) return { label: "No statement was checked.", caption: "No statement was checked.", empty: true };
  const all = store.shown.length;
  const name = caseName(one);
  if (!rows.length) {
    const words = all ? `${name}: it applies to none of ${checksText(store, all)}.` : "Nobody is shown.";
    return { label: words, caption: words, empty: true };
  }
  const broken = status.filter((mark) => mark === "violated").length;
  const verdict = broken
    ? `No: for ${broken.toLocaleString("en")} of them (${percentText(broken / rows.length)}) the measured value lies outside its bounds${failing ? `; ${failingText(failing, broken)}` : ""}.`
    : "Yes, for every one of them.";
  const told = `${name}: it applies to ${rows.length.toLocaleString("en")} of ${checksText(store, all)}. ${verdict}`;
  const { noun, unit } = quantityOf(store);
  const middle = `Medians: a ${noun} of ${numberText(settled(middleOf(value)))}${unit ? ` ${unit}` : ""}, bounds ${intervalText(middleOf(lower), middleOf(upper))}.`;
  const open = rows.filter((_, place) => !Number.isFinite(upper[place]) || !Number.isFinite(lower[place])).length;
  const rest = open ? ` One end is infinite for ${open.toLocaleString("en")} and lies on the edge.` : "";
  const marks = Object.keys(STATUS_MARKS).filter((mark) => status.includes(mark));
  return {
    label: `Chart of measured values between their bounds. ${told} ${middle}`,
    caption: `${told} ${middle}${rest}`,
    legend: [
      ...marks.map((mark) => ({ ...STATUS_MARKS[mark], colour: mark, words: `measured: ${STATUS_MARKS[mark].words}` })),
      { marker: "dash", colour: "upper", words: "upper bound" },
      { marker: "dash", colour: "lower", words: "lower bound" },
    ],
  };
}

/* People shown; several runs have the same people. */
function checksText(store, count) {
  const several = store.currentRun < 0 && store.meta.runs.length > 1;
  return several ? `${count.toLocaleString("en")} pairs of a person and models` : `${peopleText(count)} shown`;
}

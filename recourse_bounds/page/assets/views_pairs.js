/* The natural against the robust: a chart with the same quantity of two recourses or of two models on its axes. */

/* Two columns along the diagonal, and along the margins whoever has only one of them. */
function pairPoints(store, { across, upwards, labels, guides, scale }) {
  const rows = [];
  const [xs, ys, status] = [[], [], []];
  const found = store.case(store.currentCase);
  const margin = scale.start + 0.02 * (scale.end - scale.start);
  for (const row of store.shown) {
    const [x, y] = [across[row], upwards[row]];
    if (Number.isNaN(x) && Number.isNaN(y)) continue;
    rows.push(row);
    xs.push(Number.isNaN(x) ? margin : scale.at(x));
    ys.push(Number.isNaN(y) ? margin : scale.at(y));
    status.push(markOf(store.STATUS[found.status[row]]));
  }
  const { start, end } = scale;
  const diagonal = { xs: [start, end], ys: [start, end], colour: "faint", width: 1, dash: [6, 4] };
  return { rows, xs, ys, status, labels, scales: { x: scale, y: scale }, lines: [diagonal, ...guides(scale)] };
}

/* How many of the people shown have both numbers, one or none; and the rows and numbers of those who have both. */
function pairCounts(store, across, upwards) {
  const counts = { both: 0, first: 0, second: 0, none: 0, rows: [], across: [], upwards: [] };
  for (const row of store.shown) {
    const [x, y] = [across[row], upwards[row]];
    if (Number.isNaN(x)) counts[Number.isNaN(y) ? "none" : "second"] += 1;
    else if (Number.isNaN(y)) counts.first += 1;
    else {
      counts.both += 1;
      counts.rows.push(row);
      counts.across.push(x);
      counts.upwards.push(y);
    }
  }
  return counts;
}

function statusLegend(store, chosen) {
  const found = store.case(chosen);
  const statuses = new Set();
  for (const row of store.shown) statuses.add(found.status[row]);
  const there = new Set([...statuses].map((status) => markOf(store.STATUS[status])));
  const marks = Object.keys(STATUS_MARKS).filter((mark) => there.has(mark));
  return [
    ...marks.map((mark) => ({ ...STATUS_MARKS[mark], colour: mark })),
    { marker: "line", colour: "faint", words: "the same for both", line: "5 3" },
  ];
}

function costsChart(store, parent, state) {
  const columns = () => [store.rows.columns.cost_nr, store.rows.columns.cost_r];
  return new ViewChart(parent, "Does robust training make recourse dearer?", {
    describe: () => costsWords(store, pairCounts(store, ...columns())),
    make: (host) => new PeoplePicture(store, host, state.drag, () => {
      const [across, upwards] = columns();
      const scale = costScale(store, across, upwards);
      const far = scale.far ? " (logarithmic)" : "";
      const labels = { x: `cost of the natural model's recourse${far}`, y: `cost of the robust model's${far}` };
      return pairPoints(store, { across, upwards, labels, guides: () => [], scale });
    }),
  });
}

function costScale(store, across, upwards) {
  const costs = [across, upwards].map((column) => Float64Array.from(store.shown, (row) => column[row]));
  const scale = scaleFor([middleOf(finiteOf(costs))], costs);
  const start = -0.04 * scale.end;
  return { ...scale, start, at: (value) => (value === Infinity ? scale.end : scale.at(value)) };
}

function costsWords(store, counts) {
  const { both, first, second, none } = counts;
  const { cost_more: more } = store.rows.columns;
  const larger = counts.rows.filter((row) => more[row] > 0).length;
  const [natural, robust] = [meanOf(counts.across), meanOf(counts.upwards)];
  const lacking = [
    first ? `${plainChecks(store, first)} with a recourse for the natural model only` : "",
    second ? `${plainChecks(store, second)} with one for the robust model only` : "",
  ].filter(Boolean);
  const margin = lacking.length ? ` At the margins: ${lacking.join(", ")}.` : "";
  const without = none ? ` Not drawn: ${plainChecks(store, none)} without any recourse.` : "";
  if (!both) {
    const words = `${store.shown.length ? "No person shown has recourses for both models." : "Nobody is shown."}${margin}${without}`;
    return { label: words, caption: words, empty: !first && !second, legend: statusLegend(store, store.currentCase) };
  }
  const part = percentText(larger / both);
  const change = natural > 0 ? robust / natural - 1 : NaN;
  const same = Math.abs(change) < 0.005;
  const means = Number.isNaN(change) || same ? "" : `, ${percentText(Math.abs(change))} ${change > 0 ? "more" : "less"}`;
  const answer = `The robust model's recourse costs more for ${larger.toLocaleString("en")} of ${plainChecks(store, both)} with both recourses (${part}).`;
  const told = `${answer} Mean cost: ${numberText(natural)} for the natural model, ${numberText(robust)} for the robust one${means}.`;
  return {
    label: `Chart of the cost of recourse for the natural against the robust model. ${told}${margin}${without}`,
    caption: `${told} Above the dashed line the robust one costs more.${margin}${without}`,
    legend: statusLegend(store, store.currentCase),
  };
}

/* People, or pairs of a person and models where several are shown. */
function plainChecks(store, count) {
  return checksText(store, count).replace(" shown", "");
}

/* What the chart of validity can compare: the columns of both axes, as probabilities, their names, and who accepts. */
const VALIDITIES = {
  natural: {
    words: "the natural model's recourse, by both models", columns: ["score_nr_nr", "score_r_nr"],
    flags: ["found_nr", "crosses_back"],
    axes: ["probability by the natural model", "probability by the robust model"],
    answer: ["the natural model accepts it for", "the robust model for"],
  },
  robust: {
    words: "the robust model's recourse, by both models", columns: ["score_nr_r", "score_r_r"],
    flags: ["crosses", "found_r"],
    axes: ["probability by the natural model", "probability by the robust model"],
    answer: ["the natural model accepts it for", "the robust model for"],
  },
  own: {
    words: "each model's own recourse", columns: ["score_nr_nr", "score_r_r"],
    flags: ["found_nr", "found_r"],
    axes: ["natural model, of its own recourse", "robust model, of its own recourse"],
    answer: ["the natural model accepts its own for", "the robust model its own for"],
  },
};

function validityChart(store, parent, state) {
  const there = Object.keys(VALIDITIES).filter((name) => VALIDITIES[name].columns.every((column) => column in store.rows.columns));
  state.validity = there.includes("robust") ? "robust" : there[0];
  if (!state.validity) return null;
  const columns = () => VALIDITIES[state.validity].columns.map((name) => probabilities(store, name));
  const chart = new ViewChart(parent, "Is a recourse accepted, and how surely?", {
    describe: () => validityWords(store, VALIDITIES[state.validity], pairCounts(store, ...columns())),
    make: (host) => new PeoplePicture(store, host, state.drag, () => {
      const [across, upwards] = columns();
      const [x, y] = VALIDITIES[state.validity].axes;
      return pairPoints(store, { across, upwards, labels: { x, y }, guides: () => thresholdLines(store), scale: UNIT_SCALE });
    }),
  });
  const select = el("select", { onchange: (event) => {
    state.validity = event.target.value;
    chart.update();
  } }, ...there.map((value) => el("option", { value, selected: value === state.validity }, VALIDITIES[value].words)));
  chart.extra.append(el("label", {}, "About ", select));
  return chart;
}

function probabilities(store, name) {
  const key = `probability ${name}`;
  if (!store.ofViews) store.ofViews = new Map();
  if (!store.ofViews.has(key)) store.ofViews.set(key, store.rows.columns[name].map((score) => 1 / (1 + Math.exp(-score))));
  return store.ofViews.get(key);
}

const UNIT_SCALE = { far: false, at: (value) => value, start: -0.06, end: 1.04, ticks: null };

/* The probability above which models accept. */
function thresholdOf(store) {
  return 1 / (1 + Math.exp(-store.meta.cut));
}

function thresholdLines(store) {
  const threshold = thresholdOf(store);
  const line = { colour: "faint", width: 1 };
  return [
    { ...line, xs: [threshold, threshold], ys: [-0.06, 1.04] },
    { ...line, xs: [-0.06, 1.04], ys: [threshold, threshold] },
  ];
}

function validityWords(store, { answer, words, flags }, counts) {
  const { both, first, second, none } = counts;
  if (!both) {
    const told = store.shown.length ? `Nobody shown has what is compared: ${words}.` : "Nobody is shown.";
    return { label: told, caption: told, empty: !first && !second, legend: statusLegend(store, store.currentCase) };
  }
  const accepted = flags.map((flag) => counts.rows.filter((row) => store.rows[flag](row)).length);
  const shares = accepted.map((times) => percentText(times / both));
  const told = `Of ${plainChecks(store, both)}, ${answer[0]} ${shares[0]}, ${answer[1]} ${shares[1]}.`;
  const lack = first + second + none;
  const rest = lack ? ` ${plainChecks(store, lack)} lack a recourse.` : "";
  return {
    label: `Chart of probabilities of acceptance: ${words}. ${told}${rest}`,
    caption: `${told} A model accepts above ${numberText(thresholdOf(store))}, the thin lines.${rest}`,
    legend: statusLegend(store, store.currentCase),
  };
}

/* What the charts have in common: the statement and its Δ, ε as a slider, what dragging does, who is selected. */

function viewControls(store, element, state, charts) {
  const bar = el("div", { class: "view-controls" });
  const parts = [caseControls(store), runControls(store), dragControls(state, charts)].filter(Boolean);
  bar.append(...parts, clearControl(store));
  element.append(bar);
}

/* Two selects: a statement, and with which Δ and which cost it was checked. */
function caseControls(store) {
  const { cases } = store.meta;
  if (!cases.length) return null;
  const titles = [...new Set(cases.map((one) => one.title))];
  const statement = el("select", {}, ...titles.map((title) => el("option", {}, title)));
  const variant = el("select", {});
  const variants = el("label", {}, "with ", variant);
  const show = () => {
    const one = cases[store.currentCase];
    statement.value = one.title;
    const same = cases.map((other, index) => ({ other, index })).filter(({ other }) => other.title === one.title);
    variant.replaceChildren(...same.map(({ other, index }) => el("option", { value: index }, variantName(other))));
    variant.value = String(store.currentCase);
    variants.hidden = same.length < 2;
  };
  statement.addEventListener("change", () => {
    const { delta, cost } = cases[store.currentCase];
    const same = cases.filter((one) => one.title === statement.value);
    const like = same.find((one) => one.delta === delta && one.cost === cost) || same.find((one) => one.delta === delta);
    store.setCase(cases.indexOf(like || same[0]));
  });
  variant.addEventListener("change", () => store.setCase(Number(variant.value)));
  store.on("case", show);
  show();
  return el("div", { class: "view-control" }, el("label", {}, "Statement ", statement), variants);
}

function variantName({ detail }) {
  return detail || "the cost of the recourse found";
}

/* ε as a slider, whose first notch is every ε together; where seeds or other settings vary, a select beside it. */
function runControls(store) {
  const { runs } = store.meta;
  if (runs.length < 2) return null;
  const groups = new Map();
  runs.forEach((run, index) => {
    const key = otherSettings(run);
    groups.set(key, [...(groups.get(key) || []), index]);
  });
  const epsilons = [...new Set(runs.map((run) => run.epsilon))].sort((a, b) => a - b);
  const slider = el("input", { type: "range", min: 0, max: epsilons.length, step: 1, value: 0, id: "view-epsilon" });
  const told = el("output", { for: "view-epsilon" });
  const others = el("select", {}, ...[...groups.keys()].map((key) => el("option", {}, key)));
  const move = () => {
    const epsilon = epsilons[Number(slider.value) - 1];
    const index = groups.get(others.value).find((place) => runs[place].epsilon === epsilon);
    store.setRun(Number(slider.value) === 0 || index === undefined ? -1 : index);
  };
  const show = () => {
    const run = runs[store.currentRun];
    slider.value = run ? String(epsilons.indexOf(run.epsilon) + 1) : "0";
    if (run) others.value = otherSettings(run);
    const words = run ? `ε = ${numberText(run.epsilon)}` : epsilons.length > 1 ? "every ε together" : "all pairs of models";
    slider.setAttribute("aria-valuetext", words);
    told.textContent = words;
  };
  slider.addEventListener("input", move);
  others.addEventListener("change", () => {
    if (slider.value === "0") slider.value = String(epsilons.length);
    move();
  });
  store.on("run", show);
  show();
  const label = el("label", { for: "view-epsilon" }, "Robust model trained against attacks of radius ε");
  const rest = groups.size > 1 ? el("label", {}, "Trained with ", others) : null;
  return el("div", { class: "view-control view-slider" }, label, el("span", {}, slider, " ", told), rest);
}

/* What tells runs of one ε apart, in words. */
function otherSettings({ seed, steps, ridge }) {
  const parts = [`seed ${seed}`, steps === null ? "" : `N = ${steps}`, ridge === null ? "" : `β = ${numberText(ridge)}`];
  return parts.filter(Boolean).join(", ");
}

/* What dragging over a chart does: a finger scrolls unless something else is asked for. */
function dragControls(state, charts) {
  const change = (event) => {
    state.drag = event.target.value;
    for (const chart of charts) if (chart.picture && chart.picture.drag) chart.picture.drag(state.drag);
  };
  const choices = Object.entries(DRAGS).map(([value, words]) => el("label", {},
    el("input", { type: "radio", name: "view-drag", value, checked: value === state.drag, onchange: change }), ` ${words}`));
  const reset = el("button", { type: "button", onclick: () => charts.forEach((chart) => chart.update()) }, "Whole charts");
  return el("fieldset", { class: "view-control" }, el("legend", {}, "Dragging over a chart"), ...choices, reset);
}

/* Who is selected in the charts, with a button that shows everybody again. */
function clearControl(store) {
  const words = el("span", {});
  const clear = el("button", { type: "button", onclick: () => {
    store.filter("charts", null);
    announce("The selection in the charts is cleared.");
  } }, "Clear the selection");
  const line = el("p", { class: "view-selected" }, words, " ", clear);
  const show = () => {
    const filter = store.filters.get("charts");
    const lost = document.activeElement === clear && !filter;
    line.hidden = !filter;
    words.textContent = filter ? `Shown are only ${filter.label}.` : "";
    if (lost) document.getElementById("views").focus();
  };
  store.on("filters", show);
  show();
  return line;
}

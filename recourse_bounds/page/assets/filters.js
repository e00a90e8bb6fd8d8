/* What is shown: how many people, by which filters, of which pair of models. */

function startFilters(store) {
  const count = document.getElementById("count");
  const chips = document.getElementById("chips");
  const people = () => new Set(Array.from(store.shown, (row) => store.rows.person[row])).size;
  const show = () => {
    const runs = store.meta.runs.length > 1 && store.currentRun < 0 ? `, ${store.shown.length.toLocaleString("en")} rows over all pairs` : "";
    count.textContent = `${peopleText(people())} of ${store.meta.people.toLocaleString("en")}${runs}.`;
    chips.replaceChildren(...[...store.filters].map(([name, filter]) => chip(store, name, filter)));
  };
  store.on("filters", () => {
    show();
    announce(`Shown: ${count.textContent}`);
  });
  startRuns(store);
  show();
}

function chip(store, name, filter) {
  const remove = () => {
    store.filter(name, null);
    const next = document.querySelector("#chips button") || document.getElementById("shown-title");
    next.setAttribute("tabindex", next.tagName === "H2" ? "-1" : "0");
    next.focus();
  };
  const label = `Remove the filter: ${filter.label || name}`;
  return el("li", {}, el("button", { type: "button", "aria-label": label, onclick: remove }, el("bdi", {}, filter.label || name), " ✕"));
}

function startRuns(store) {
  const select = document.getElementById("run");
  if (!select) return;
  const { runs } = store.meta;
  const seeds = new Set(runs.map((run) => run.seed)).size > 1;
  select.append(el("option", { value: "-1" }, `all ${runs.length} pairs`));
  runs.forEach((run, index) => select.append(el("option", { value: index }, runName(run, seeds))));
  select.addEventListener("change", () => store.setRun(Number(select.value)));
  const show = () => {
    select.value = String(store.currentRun);
  };
  store.on("run", show);
  show();
}

function runName(run, seeds) {
  return seeds ? `${run.label}, seed ${run.seed}` : run.label;
}

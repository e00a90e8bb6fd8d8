/* Means by the groups of protected features, as a table. */

const GROUP_QUANTITIES = [
  ["cost_nr", "cost, natural", numberText],
  ["cost_r", "cost, robust", numberText],
  ["validity_nr", "recourse accepted, natural", percentText],
  ["validity_r", "recourse accepted, robust", percentText],
];

function startGroups(store) {
  const place = document.getElementById("groups-table");
  if (!place) return;
  const draw = () => place.replaceChildren(...groupTables(store));
  store.on("run", draw);
  draw();
}

/* The training setting of the run chosen, of the last one if none is. */
function groupTables(store) {
  const { runs, groups } = store.meta;
  const run = runs[store.currentRun < 0 ? runs.length - 1 : store.currentRun];
  const rows = groups.filter((row) => ["steps", "ridge", "epsilon"].every((name) => row[name] === run[name]));
  const features = [...new Set(rows.map((row) => row.feature))];
  return features.map((feature) => groupTable(feature, rows.filter((row) => row.feature === feature), run));
}

function groupTable(feature, rows, run) {
  const groups = [...new Set(rows.map((row) => row.group))];
  const head = [el("td"), el("th", { scope: "col" }, "people"), ...GROUP_QUANTITIES.map(([, name]) => el("th", { scope: "col" }, name))];
  const lines = groups.map((group) => {
    const cells = GROUP_QUANTITIES.map(([name, , write]) => groupCell(rows.find((row) => row.group === group && row.quantity === name), write));
    const { instances } = rows.find((row) => row.group === group);
    return el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, group)), el("td", {}, String(instances)), ...cells.map((cell) => el("td", {}, cell)));
  });
  return el("div", { class: "wide", role: "region", tabindex: "0", "aria-label": `Groups by ${feature}` },
    el("table", {}, el("caption", {}, el("bdi", {}, feature), `: means, with 95 % intervals; ${run.label}`),
      el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...lines)));
}

function groupCell(row, write) {
  if (!row || row.mean === null) return "–";
  return row.low === null ? write(row.mean) : `${write(row.mean)} (${write(row.low)} to ${write(row.high)})`;
}

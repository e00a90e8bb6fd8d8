/* The card of one person: before and after for both models, what it costs, who accepts, and every claim. */

function startPerson(store) {
  const place = document.getElementById("card");
  const title = document.getElementById("person-title");
  const hint = place.firstElementChild;
  const show = () => {
    if (store.chosen < 0) {
      title.textContent = "One person";
      place.replaceChildren(hint);
      return;
    }
    title.textContent = `Person ${personNumber(store, store.chosen)}`;
    place.replaceChildren(card(store, store.chosen));
    announce(`${title.textContent} is shown.`);
  };
  store.on("chosen", show);
  store.on("missing", () => {
    hint.textContent = `Person ${store.missing} is not on this page. Choose somebody in a chart or in the table of people.`;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.chosen >= 0) closeCard(store);
  });
}

function closeCard(store) {
  const row = store.chosen;
  store.choose(-1);
  const link = document.querySelector(`#table tr[data-row="${row}"] a`) || document.getElementById("person-title");
  link.focus();
}

function card(store, row) {
  const box = el("div", { class: "card" });
  const parts = [
    actions(store, row, box),
    el("p", {}, personSentence(store, row)),
    outcomeTable(store, row),
    changesTable(store, row),
    unchangedList(store, row),
    claimsOf(store, row),
  ];
  box.append(...parts.filter(Boolean));
  return box;
}

function personSentence(store, row) {
  const { meta, rows } = store;
  const run = meta.runs.length > 1 ? ` Pair of models: ${runName(meta.runs[rows.run[row]], true)}.` : "";
  const robust = {
    true: "the robust model accepts them as they are", false: "so does the robust model", null: "whether the robust model does is not known",
  }[rows.accepted_r(row)];
  const where = meta.features.length ? "of the table" : "of the data that were drawn"; /* of reports without a table of people */
  return `Row ${personNumber(store, row)} ${where}, counted from 0. The natural model rejects this person; ${robust}.${run}`;
}

/* Cost, probability and acceptance of the two recourses. */
function outcomes(store, row) {
  const { columns } = store.rows;
  const at = (name) => (columns[name] ? columns[name][row] : NaN);
  return [
    ["cost", numberText(at("cost_nr")), numberText(at("cost_r"))],
    ["probability after it", percentText(at("probability_nr")), percentText(at("probability_r"))],
    ["accepted by the natural model", flagText(store.rows.found_nr(row)), flagText(store.rows.crosses(row))],
    ["accepted by the robust model", flagText(store.rows.crosses_back(row)), flagText(store.rows.found_r(row))],
    ["keeps the constraints", ...brokenBy(store, row)],
    ["search", store.rows.status_nr(row) ?? UNKNOWN, store.rows.status_r(row) ?? UNKNOWN],
  ];
}

/* Whether each recourse keeps the constraints of the columns: yes, the kinds that it breaks, or unknown. */
function brokenBy(store, row) {
  const { columns } = store.rows;
  return ["nr", "r"].map((model) => {
    const known = Object.entries(CONSTRAINTS).filter(([kind]) => columns[`breaks_${kind}_${model}`]);
    const breaks = known.map(([kind, words]) => [columns[`breaks_${kind}_${model}`][row], words]);
    const broken = breaks.filter(([flag]) => flag > 0).map(([, words]) => words);
    if (broken.length) return `no: it breaks ${broken.join(", ")}`;
    return known.length && breaks.every(([flag]) => flag === 0) ? "yes" : UNKNOWN;
  });
}

const CONSTRAINTS = {
  immutable: "an immutable column", range: "a range", direction: "a direction", category: "a category, which lies between its levels",
  whole: "a whole number, which became a fraction", transition: "a transition between levels", relation: "a relation between columns",
};

function flagText(flag) {
  return yesNo(flag) ?? UNKNOWN;
}

function outcomeTable(store, row) {
  return cardTable("What the recourses cost, and who accepts them", ["", ...recourseNames(store, row)], outcomes(store, row));
}

/* Every column that changes for this person: [name, now, after for the natural model, after for the robust one]. */
function changesOf(store, row) {
  const { meta } = store;
  const places = new Map(meta.features.map((feature, index) => [feature.name, index]));
  const person = store.rows.person[row];
  const found = [];
  meta.changes.forEach((change, index) => {
    const after = ["natural", "robust"].map((model) => store.change(index, model)(row));
    if (after[0] === null && after[1] === null) return;
    const from = store.change(index, "from");
    const feature = places.get(change.name);
    const now = from ? from(row) : feature === undefined ? null : store.feature(feature)(person);
    const unit = feature === undefined ? "" : meta.features[feature].unit;
    found.push({ name: change.name, unit, now, after: after.map((value, model) => added(now, value, [change.natural, change.robust][model])) });
  });
  return found;
}

/* What a column becomes: a level, or its number with what is added to it, to the digits of both; null if unchanged. */
function added(now, value, entry) {
  if (value === null || typeof value === "string") return value;
  if (now === null) return UNKNOWN;
  const decimals = Math.max(decimalsOf(now), entry.decimals ?? decimalsOf(Number(value.toPrecision(4))));
  return Number((now + value).toFixed(Math.min(decimals, MOST_DECIMALS)));
}

const MOST_DECIMALS = 100; /* that browsers write */

function decimalsOf(number) {
  const [digits, power = "0"] = String(number).split("e");
  const [, decimals = ""] = digits.split(".");
  return Math.max(0, decimals.length - Number(power));
}

/* Why there is no recourse for a model, "" where there is one. */
function lacking(store, row) {
  const { rows } = store;
  const why = (found, status) => {
    if (found !== null) return "";
    return status === "already favourable" ? "not needed" : "none was found";
  };
  return [why(rows.found_nr(row), rows.status_nr(row)), why(rows.found_r(row), rows.status_r(row))];
}

/* What the two recourses are called, and why there is none. */
function recourseNames(store, row) {
  const lack = lacking(store, row);
  return ["natural model's recourse", "robust model's recourse"].map((name, model) => (lack[model] ? `${name}: ${lack[model]}` : name));
}

function changesTable(store, row) {
  const found = changesOf(store, row);
  const [lack, models] = [lacking(store, row), recourseNames(store, row)];
  if (!found.length) {
    const words = models.filter((_, model) => lack[model]);
    return el("p", {}, words.length ? `${words.join("; ")}.` : "No recourse changes anything that this page knows of.");
  }
  const lines = found.map(({ name, unit, now, after }) => [
    unit ? `${name} (${unit})` : name,
    cellText(now),
    ...after.map((value, model) => lack[model] || (value === null ? "–" : cellText(value))),
  ]);
  const heading = ["", "now", ...models];
  return cardTable("What would change, in the table's own units (– for unchanged)", heading, lines);
}

function unchangedList(store, row) {
  const changed = new Set(changesOf(store, row).flatMap(({ name }) => [name, name.split("=")[0]]));
  const person = store.rows.person[row];
  const lines = store.meta.features
    .map((feature, index) => [feature, index])
    .filter(([feature]) => !changed.has(feature.name))
    .map(([feature, index]) => [feature.unit ? `${feature.name} (${feature.unit})` : feature.name, cellText(store.feature(index)(person))]);
  if (!lines.length) return null;
  return el("details", {}, el("summary", {}, `What stays as it is (${lines.length})`), cardTable("Unchanged", ["", "now"], lines));
}

function cardTable(caption, heading, lines) {
  const head = heading.map((text, index) => (index ? el("th", { scope: "col" }, text) : el("td")));
  const body = lines.map(([name, ...cells]) =>
    el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, name)), ...cells.map((cell) => el("td", {}, el("bdi", {}, cell)))));
  return el("div", { class: "wide", role: "region", tabindex: "0", "aria-label": caption },
    el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body)));
}

function actions(store, row, box) {
  const link = linkOf(store, row);
  const copy = el("button", { type: "button", onclick: () => copyText(store, row, box) }, "Copy as text");
  const close = el("button", { type: "button", onclick: () => closeCard(store) }, "Close");
  return el("div", { class: "actions" }, copy, close, el("a", { href: link }, `Link to this person: ${link}`));
}

function personText(store, row) {
  const lines = [document.title, `Person ${personNumber(store, row)}`, personSentence(store, row), ""];
  for (const [name, natural, robust] of outcomes(store, row)) lines.push(`${name}: natural ${natural}, robust ${robust}`);
  lines.push("", "What would change: now; natural model's recourse; robust model's recourse");
  const lack = lacking(store, row);
  for (const { name, unit, now, after } of changesOf(store, row)) {
    const cells = after.map((value, model) => lack[model] || (value === null ? "unchanged" : cellText(value)));
    lines.push(`${unit ? `${name} (${unit})` : name}: ${cellText(now)}; ${cells.join("; ")}`);
  }
  lines.push("", "Claims", ...claimTexts(store, row));
  return lines.join("\n");
}

/* Into the clipboard; where that is not allowed, into a field from which it can be copied by hand. */
async function copyText(store, row, box) {
  const text = personText(store, row);
  try {
    await navigator.clipboard.writeText(text);
    announce("Copied.");
  } catch {
    box.querySelector(".copied")?.parentElement.remove();
    const field = el("textarea", { class: "copied", readonly: true }, text);
    box.firstElementChild.after(el("label", {}, "The text, selected: copy it", field));
    field.focus();
    field.select();
    announce("The text is selected: copy it.");
  }
}

/* The columns of the table of people: what became of everybody, and their own values. */

function outcomeColumns(store) {
  const { rows, meta } = store;
  const numbers = (id, name) => numberColumn(id, name, (row) => rows.columns[id][row]);
  const columns = [
    { id: "person", name: "person", kind: "number", value: (row) => personNumber(store, row), text: (row) => String(personNumber(store, row)) },
    numbers("cost_nr", "cost, natural"),
    numbers("cost_r", "cost, robust"),
    numberColumn("cost_more", "robust costs more by", (row) => rows.columns.cost_more[row]),
    shareColumn("probability_nr", "probability after, natural", (row) => rows.columns.probability_nr[row]),
    shareColumn("probability_r", "probability after, robust", (row) => rows.columns.probability_r[row]),
    wordColumn("accepted_r", "robust model accepts as is", (row) => yesNo(rows.accepted_r(row))),
    wordColumn("found_nr", "natural recourse accepted", (row) => yesNo(rows.found_nr(row))),
    wordColumn("found_r", "robust recourse accepted", (row) => yesNo(rows.found_r(row))),
    wordColumn("crosses", "robust recourse accepted by the natural model", (row) => yesNo(rows.crosses(row))),
    wordColumn("crosses_back", "natural recourse accepted by the robust model", (row) => yesNo(rows.crosses_back(row))),
    ...caseColumns(store),
  ];
  if (meta.runs.length > 1) {
    const seeds = new Set(meta.runs.map((run) => run.seed)).size > 1;
    columns.splice(1, 0, wordColumn("run", "pair of models", (row) => runName(meta.runs[rows.run[row]], seeds)));
  }
  return columns;
}

/* What became of the claim that is looked at now; the columns stay of this claim, which they name. */
function caseColumns(store) {
  if (!store.meta.cases.length) return [];
  const found = store.case(store.currentCase);
  const of = caseName(store.meta.cases[store.currentCase]);
  return [
    wordColumn("status", "status of the claim", (row) => STATUS_WORDS[store.STATUS[found.status[row]]]),
    numberColumn("value", "measured value", (row) => found.value[row]),
    numberColumn("lower", "lower bound", (row) => found.lower[row]),
    numberColumn("upper", "upper bound", (row) => found.upper[row]),
    numberColumn("tightness", "tightness", (row) => found.tightness[row]),
  ].map((column) => ({ ...column, of }));
}

function ownColumns(store) {
  return store.meta.features.map((feature, index) => {
    const value = (row) => store.feature(index)(store.rows.person[row]);
    const name = feature.unit ? `${feature.name} (${feature.unit})` : feature.name;
    const kind = feature.values.kind === "code" ? "word" : "number";
    return { id: `own ${index}`, name, kind, value, text: (row) => cellText(value(row)) };
  });
}

function numberColumn(id, name, number) {
  const value = (row) => (Number.isNaN(number(row)) ? null : number(row));
  return { id, name, kind: "number", value, text: (row) => numberText(value(row)) };
}

function shareColumn(id, name, number) {
  const column = numberColumn(id, name, number);
  return { ...column, percent: true, text: (row) => percentText(column.value(row)) };
}

function wordColumn(id, name, value) {
  return { id, name, kind: "word", value, text: (row) => value(row) ?? UNKNOWN };
}

function yesNo(flag) {
  if (flag === null) return null;
  return flag ? "yes" : "no";
}

/* Who somebody is: the row in the table, counted from 0, as recourses.parquet has it. */
function personNumber(store, row) {
  return store.rowNumber(store.rows.person[row]);
}

/* Rows in the order of a column; who has nothing there comes last, whichever way. */
function sorted(rows, column, descending) {
  const keyed = Array.from(rows, (row) => [column.value(row), row]);
  const sign = descending ? -1 : 1;
  keyed.sort(([a, first], [b, second]) => {
    if (a === null || b === null) return (a === null) - (b === null) || first - second;
    if (a === b) return first - second;
    if (typeof a === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b)) || first - second;
  });
  return keyed.map(([, row]) => row);
}

/* What all parts of the page share: the data, what is shown, who is chosen.

   store.meta     the heading of the data: data, scaling, favourable, status (names by place), runs [{label, seed, steps,
                  ridge, epsilon}], cases [{id, claim, title, detail, delta, cost, theory, columns}], claims {id: {title,
                  statement, source, theory, remark, quantity, premises}} (words_of of wording), fields {name: meaning},
                  features [{name, unit, immutable}], sweep and groups as in summary.json, views (of views.py), cut (the
                  score above which models accept)
   store.rows     a row for every person and run: {count, run, person, instance, columns}. run, person (place among
                  people) and instance (row in the data set) are Int32Array; columns holds Float64Array by the name of
                  instances.parquet (cost_nr, cost_r, probability_nr, probability_r, score_nr, ...), decoded when asked
                  for, and cost_more, cost_r less cost_nr; NaN is unknown. Numbers are rounded: what follows from
                  comparing them comes from Python. status_nr(row), status_r(row), accepted_r(row), found_nr(row),
                  found_r(row), crosses(row) give a word or true or false, null for unknown; so does crosses_back(row),
                  whether the robust model accepts the natural model's recourse.
   store.case(i)  {status: Uint8Array of places in store.STATUS, lower, value, upper, tightness: numbers, unfailed:
                  Uint8Array, 1 where no premise fails}, aligned with rows; NaN is unknown; outcome(row) gives {status, failed, unchecked, certified, refutes,
                  withinRounding, lowerInformative, upperInformative}
   store.STATUS   names of the statuses: holds, vacuous, violated, inapplicable, nonfinite, not checked
   store.shown    Int32Array of the rows that pass every filter and are of the run chosen
   store.chosen   the row of the person chosen, or -1
   store.currentCase, store.currentRun   places in meta.cases and meta.runs; a run of -1 is every run
   store.on(event, f)  for "shown", "chosen", "case", "run", "filters", "theme", "missing" (store.missing: whom a link names in vain)
   store.choose(row), store.setCase(i), store.setRun(i)
   store.filter(name, predicate or null, label)  one filter by name; label says in words what remains
   store.rowNumber(place)  who a person is: the row in the table, counted from 0; store.rowOf(instance, run) or -1 */

function makeStore({ meta, bytes }) {
  const listeners = new Map();
  const filters = new Map();
  const decoded = new Map();
  const lazily = (key, make) => {
    if (!decoded.has(key)) decoded.set(key, make());
    return decoded.get(key);
  };
  const count = meta.count;
  const store = {
    meta,
    STATUS: meta.status,
    chosen: -1,
    currentCase: firstCase(meta.cases),
    currentRun: meta.runs.length > 1 ? -1 : 0,
    filters,
    shown: Int32Array.from({ length: count }, (_, i) => i),
    rows: makeRows(meta, bytes, count, lazily),
    on(event, listener) {
      if (!listeners.has(event)) listeners.set(event, []);
      listeners.get(event).push(listener);
    },
    emit(event) {
      for (const listener of listeners.get(event) || []) listener(store);
    },
    case: (index) => lazily(`case ${index}`, () => makeCase(meta.cases[index], bytes, count, meta.status)),
    feature: (index) => lazily(`feature ${index}`, () => makeCells(meta.features[index].values, bytes, meta.people)),
    change: (index, which) => lazily(`change ${index} ${which}`, () => {
      const entry = meta.changes[index][which];
      return entry ? makeCells(entry, bytes, count) : null;
    }),
    choose(row) {
      if (row === store.chosen) return;
      store.chosen = row;
      store.emit("chosen");
    },
    setCase(index) {
      if (index === store.currentCase) return;
      store.currentCase = index;
      store.emit("case");
    },
    setRun(index) {
      if (index === store.currentRun) return;
      store.currentRun = index;
      followRun(store);
      refresh(store);
      store.emit("run");
    },
    filter(name, predicate, label = "") {
      if (predicate) filters.set(name, { predicate, label });
      else if (!filters.delete(name)) return;
      refresh(store);
    },
    rowNumber: (place) => lazily("row", () => decodePlaces(meta.row, bytes))[place] + meta.row.low,
    rowOf: (instance, run) => rowOf(store, instance, run),
  };
  return store;
}

/* Rows that pass every filter; of one run, if one is chosen. */
function refresh(store) {
  const { run, count } = store.rows;
  const predicates = [...store.filters.values()].map((filter) => filter.predicate);
  const chosen = new Int32Array(count);
  let size = 0;
  for (let row = 0; row < count; row += 1) {
    const inRun = store.currentRun < 0 || run[row] === store.currentRun;
    if (inRun && predicates.every((predicate) => predicate(row))) {
      chosen[size] = row;
      size += 1;
    }
  }
  store.shown = chosen.slice(0, size);
  store.emit("filters");
  store.emit("shown");
}

/* The person chosen stays chosen in another run. */
function followRun(store) {
  if (store.chosen < 0 || store.currentRun < 0) return;
  const row = rowOf(store, store.rows.instance[store.chosen], store.currentRun);
  store.choose(row);
}

function rowOf(store, instance, run) {
  const { rows } = store;
  for (let row = 0; row < rows.count; row += 1) {
    if (rows.instance[row] === instance && (run < 0 || rows.run[row] === run)) return row;
  }
  return -1;
}

/* The first statement of the paper that is broken for somebody is the first to be looked at. */
function firstCase(cases) {
  return Math.max(0, cases.findIndex((one) => one.theory === "false"));
}

function makeRows(meta, bytes, count, lazily) {
  const whole = (name) => lazily(`rows ${name}`, () => {
    const entry = meta.rows[name];
    return Int32Array.from(decodePlaces(entry, bytes), (place) => place + entry.low);
  });
  const columns = {};
  for (const [name, entry] of Object.entries(meta.columns)) {
    Object.defineProperty(columns, name, {
      enumerable: true,
      get: () => lazily(`columns ${name}`, () => decodeNumbers(entry, bytes, count)),
    });
  }
  const rows = { count, run: whole("run"), person: whole("person"), instance: whole("instance"), columns };
  for (const name of ["status_nr", "status_r", "accepted_r", "found_nr", "found_r", "crosses", "crosses_back"]) {
    rows[name] = (row) => lazily(`words ${name}`, () => decodeWords(meta.rows[name], bytes))(row);
  }
  return rows;
}

function makeCase(entry, bytes, count) {
  const places = decodePlaces(entry.outcome, bytes);
  const words = entry.outcome.words;
  const low = entry.outcome.low;
  const numbers = {};
  for (const name of ["lower", "value", "upper"]) defineLazily(numbers, name, () => decodeNumbers(entry[name], bytes, count));
  defineLazily(numbers, "tightness", () => tightness(numbers, entry.origin, count));
  const spread = (values) => {
    const found = new Uint8Array(count);
    for (let row = 0; row < count; row += 1) found[row] = values[places[row] + low];
    return found;
  };
  numbers.status = spread(words.map((word) => word[0]));
  defineLazily(numbers, "unfailed", () => spread(words.map((word) => (word[1].length ? 0 : 1))));
  numbers.outcome = (row) => {
    const [status, failed, unchecked, certified, refutes, within, lowerInforms, upperInforms] = words[places[row] + low];
    return {
      status, failed, unchecked, certified, refutes, withinRounding: within, lowerInformative: lowerInforms,
      upperInformative: upperInforms,
    };
  };
  return numbers;
}

function defineLazily(object, name, make) {
  let known = null;
  Object.defineProperty(object, name, {
    enumerable: true,
    get: () => {
      known = known || make();
      return known;
    },
  });
}

/* How much of the way from its origin to the nearer end of the interval the value uses, as verdicts.parquet has it to
   more digits; unknown where the interval is too narrow for the digits of the page. */
function tightness({ lower, value, upper }, origin, count) {
  const found = new Float32Array(count).fill(NaN);
  for (let row = 0; row < count; row += 1) {
    const [low, here, high] = [lower[row], value[row], upper[row]];
    const floor = high === Infinity;
    const used = origin === "centre" ? Math.abs(here - (low + high) / 2) : floor ? low : here;
    const distance = origin === "centre" ? (high - low) / 2 : floor ? here : high;
    const narrow = origin === "centre" && distance < Math.max(Math.abs(low), Math.abs(high)) / 128;
    if (distance > 0 && distance < Infinity && !narrow) found[row] = used / distance;
  }
  return found;
}

/* A function from places to cells: numbers with the digits that are known, words of a column of codes, or null. */
function makeCells(entry, bytes, count) {
  if (entry.kind === "code") return decodeWords(entry, bytes);
  const numbers = decodeNumbers(entry, bytes, count);
  const written = entry.kind === "float" ? (number) => Number(number.toPrecision(4)) : (number) => number;
  return (place) => (Number.isNaN(numbers[place]) ? null : written(numbers[place]));
}

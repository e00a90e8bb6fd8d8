/* Scales of the charts: linear, or linear near 0 and logarithmic far away, where bounds are far wider than values. */

const FAR_AWAY = 30; /* ratio of bounds to values above which a scale is logarithmic, as in bounds.png */
const MOST_TICKS = 9;

function finiteOf(lists) {
  const found = [];
  for (const list of lists) for (const value of list) if (Number.isFinite(value)) found.push(value);
  return found;
}

function largestSize(values) {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function middleOf(values) {
  if (!values.length) return NaN;
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function meanOf(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : NaN;
}

/* A scale for values and for the bounds about them: {far, at, start, end, ticks}; at gives the place of a number, and
   infinite numbers lie on the edge. */
function scaleFor(values, bounds = []) {
  const known = finiteOf([values]);
  const ends = finiteOf(bounds);
  const typical = Math.max(middleOf(known.map(Math.abs)) || 0, 1e-3);
  const far = largestSize(ends) > FAR_AWAY * Math.max(largestSize(known), typical);
  const near = 10 ** Math.ceil(Math.log10(typical));
  const place = far ? (value) => Math.asinh(value / near) : (value) => value;
  let [low, high] = [Infinity, -Infinity];
  for (const list of [known, ends]) {
    for (const value of list) {
      low = Math.min(low, place(value));
      high = Math.max(high, place(value));
    }
  }
  const [start, end] = padded(low, high);
  const at = (value) => (value === Infinity ? end : value === -Infinity ? start : place(value));
  return { far, at, start, end, ticks: far ? farTicks(near, place, start, end) : null };
}

function padded(low, high) {
  if (low > high) return [-1, 1];
  const room = high - low < 1e-9 ? Math.max(1e-3, Math.abs(high)) : 0.06 * (high - low);
  return [low - room, high + room];
}

/* Ticks at 0 and at powers of ten, few enough to be read. */
function farTicks(near, place, start, end) {
  const powers = [];
  for (let size = near; place(size) < Math.max(end, -start); size *= 10) powers.push(size);
  const step = Math.max(1, Math.ceil((2 * powers.length) / MOST_TICKS));
  const sizes = powers.filter((_, index) => index % step === 0);
  const numbers = [...sizes.map((size) => -size), 0, ...sizes];
  const inside = numbers.filter((number) => place(number) > start && place(number) < end);
  return inside.map((number) => ({ place: place(number), text: powerText(number) }));
}

function powerText(number) {
  const size = Math.abs(number);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return numberText(number);
  const power = Math.round(Math.log10(size));
  const raised = [...String(power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit] || "⁻").join("");
  return `${number < 0 ? "−" : ""}10${raised}`;
}

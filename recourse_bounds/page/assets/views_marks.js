/* Many people as marks: those who would be drawn on each other share one mark, so that 10,000 are drawn at once. */

const MOST_MARKS = 1200;
const TAP_REACH = 24; /* pixels between a tap and the person it means */

/* Indices of the points to be drawn, and how many points each stands for. Frame is {x0, x1, y0, y1, width, height}. */
function thinned(xs, ys, frame) {
  for (let cell = 3; ; cell *= 1.4) {
    const marks = markCells(xs, ys, frame, cell);
    if (marks.index.length <= MOST_MARKS || cell > 40) return marks;
  }
}

function markCells(xs, ys, frame, cell) {
  const across = Math.ceil(frame.width / cell) + 1;
  const seen = new Map();
  const index = [];
  const count = [];
  for (let i = 0; i < xs.length; i += 1) {
    const x = (xs[i] - frame.x0) / (frame.x1 - frame.x0);
    const y = (ys[i] - frame.y0) / (frame.y1 - frame.y0);
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) continue;
    const key = Math.floor((y * frame.height) / cell) * across + Math.floor((x * frame.width) / cell);
    const place = seen.get(key);
    if (place === undefined) {
      seen.set(key, index.length);
      index.push(i);
      count.push(1);
    } else count[place] += 1;
  }
  return { index, count };
}

/* The index of the point nearest to a place, within reach; -1 where none is. */
function nearestPoint(xs, ys, frame, x, y) {
  const perX = frame.width / (frame.x1 - frame.x0);
  const perY = frame.height / (frame.y1 - frame.y0);
  let [best, least] = [-1, TAP_REACH * TAP_REACH];
  for (let i = 0; i < xs.length; i += 1) {
    const distance = ((xs[i] - x) * perX) ** 2 + ((ys[i] - y) * perY) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

/* Whether a point lies in a box or a lasso as Bokeh gives them, in the units of the axes. */
function liesIn(geometry) {
  if (geometry.type === "rect") {
    const [left, right] = [geometry.x0, geometry.x1].sort((a, b) => a - b);
    const [low, high] = [geometry.y0, geometry.y1].sort((a, b) => a - b);
    return (x, y) => x >= left && x <= right && y >= low && y <= high;
  }
  const { x: xs, y: ys } = geometry;
  return (x, y) => {
    let inside = false;
    for (let i = 0, j = xs.length - 1; i < xs.length; j = i, i += 1) {
      const crosses = ys[i] > y !== ys[j] > y;
      if (crosses && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) inside = !inside;
    }
    return inside;
  };
}

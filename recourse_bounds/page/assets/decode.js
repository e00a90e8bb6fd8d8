/* The data of the page: base64 of a compressed stream of a heading (JSON) and of columns, byte by byte. */

async function inflate(text) {
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function readData(text) {
  const bytes = await inflate(text);
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const meta = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return { meta, bytes: bytes.subarray(4 + length) };
}

/* Numbers of a column: Float64Array, NaN where nothing is known. */
function decodeNumbers(entry, bytes, count) {
  if (entry.kind === "constant") return new Float64Array(count).fill(entry.value);
  if (entry.kind === "negative") return decodeNumbers(entry.of, bytes, count).map((value) => -value);
  if (entry.kind === "float") return decodeFloats(entry, bytes);
  const places = decodePlaces(entry, bytes);
  const scale = 10 ** entry.decimals;
  return Float64Array.from(places, (place) => (place < 0 ? NaN : (place + entry.low) / scale));
}

/* The first bytes of numbers of eight: all the others are 0. */
function decodeFloats({ at, size, width }, bytes) {
  const numbers = new Float64Array(size);
  const parts = new Uint8Array(numbers.buffer);
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  for (let plane = 0; plane < width; plane += 1) {
    const place = little ? 7 - plane : plane;
    for (let i = 0; i < size; i += 1) parts[8 * i + place] = bytes[at + plane * size + i];
  }
  return numbers;
}

/* Places from 0 on, -1 where nothing is known; of codes, places among the entry's words less its lowest place. */
function decodePlaces(entry, bytes) {
  const { at, size, width } = entry;
  const places = width < 4 ? new Int32Array(size) : new Float64Array(size);
  for (let i = 0; width === 1 && i < size; i += 1) places[i] = bytes[at + i];
  for (let plane = width - 1; width > 1 && plane >= 0; plane -= 1) {
    const start = at + plane * size;
    for (let i = 0; i < size; i += 1) places[i] = places[i] * 256 + bytes[start + i];
  }
  for (let i = 0; i < size; i += 1) places[i] -= 1;
  return places;
}

/* A function from places of rows to the words of a column of codes, null where nothing is known. */
function decodeWords(entry, bytes) {
  const places = decodePlaces(entry, bytes);
  return (row) => (places[row] < 0 ? null : entry.words[places[row] + entry.low]);
}

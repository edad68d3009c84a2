const SIZE = 28;
/** Side of the box that a digit fills, as in MNIST. */
const BOX = 20;
/** Ink below this value counts as paper. */
const PAPER = 0.02;
/** The middle of pixel 14, where MNIST puts the centre of mass; over its test images the mean is 14.50 ± 0.01. */
const MIDDLE = 14.5;

/**
 * A drawing as an MNIST image: the ink's bounding box fitted into 20 × 20 with its aspect kept, each pixel the mean
 * of the area it covers, the centre of mass on pixel (14, 14) of 28 × 28, the darkest pixel 1.
 *
 * In: ink 0..1 of a square drawing, row by row. Out: 784 values, or undefined where nothing is drawn.
 */
export function normalizeDigit(ink: Float32Array, side: number): Float32Array | undefined {
  if (!Number.isInteger(side) || side < 1 || ink.length !== side * side) {
    throw new Error(
      `normalizeDigit: ink must hold side × side values, but it holds ${ink.length} and side is ${side}. ` +
        'Pass the pixels of a square drawing.',
    );
  }
  const box = inkBox(ink, side);
  if (box === undefined) return undefined;
  const scale = BOX / Math.max(box.right - box.left, box.bottom - box.top);
  const columns = coverage(box.left, box.right, box.centreX, scale);
  const rows = coverage(box.top, box.bottom, box.centreY, scale);
  return darkestIsOne(resample(ink, side, columns, rows));
}

interface InkBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
  centreX: number;
  centreY: number;
}

/** Edges and centre of mass of the ink, in pixel edges: pixel i reaches from i to i + 1. */
function inkBox(ink: Float32Array, side: number): InkBox | undefined {
  const box = { left: side, right: 0, top: side, bottom: 0, centreX: 0, centreY: 0 };
  let mass = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const value = ink[y * side + x]!;
      if (!(value > PAPER)) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y + 1);
      box.centreX += value * (x + 0.5);
      box.centreY += value * (y + 0.5);
      mass += value;
    }
  }
  if (mass === 0) return undefined;
  box.centreX /= mass;
  box.centreY /= mass;
  return box;
}

/** For each of the 28 target pixels of one axis, the source pixels that it covers and how much of each. */
type Coverage = readonly { readonly first: number; readonly weights: readonly number[] }[];

function coverage(low: number, high: number, centre: number, scale: number): Coverage {
  // The centre of mass goes to the middle, unless that would push ink over the edge.
  const wanted = MIDDLE - centre * scale;
  const shift = Math.min(Math.max(wanted, -low * scale), SIZE - high * scale);
  return Array.from({ length: SIZE }, (_, pixel) => {
    const from = Math.max((pixel - shift) / scale, low);
    const to = Math.min((pixel + 1 - shift) / scale, high);
    if (from >= to) return { first: 0, weights: [] };
    const first = Math.floor(from);
    const weights: number[] = [];
    for (let at = first; at < to; at++) {
      weights.push((Math.min(to, at + 1) - Math.max(from, at)) * scale);
    }
    return { first, weights };
  });
}

function resample(ink: Float32Array, side: number, columns: Coverage, rows: Coverage): Float32Array {
  const out = new Float32Array(SIZE * SIZE);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      let sum = 0;
      row.weights.forEach((rowWeight, i) => {
        const start = (row.first + i) * side + column.first;
        column.weights.forEach((weight, j) => {
          sum += rowWeight * weight * (ink[start + j] ?? 0);
        });
      });
      out[y * SIZE + x] = sum;
    });
  });
  return out;
}

/** Scales ink so that the darkest is 1: after shrinking, strokes of a thin pen are grey, while those of MNIST are black. */
function darkestIsOne(image: Float32Array): Float32Array {
  const darkest = image.reduce((most, value) => Math.max(most, value), 0);
  return darkest > 0 ? image.map((value) => Math.min(1, value / darkest)) : image;
}

/** The number that 16 bits of a float16 stand for. */
export function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/**
 * The numbers that float16 bits stand for, read from a table of all 65,536. `Float32Array.from` with a function is slow: it
 * walks by iterators.
 */
export function float16Numbers(bits: ArrayLike<number>): Float32Array<ArrayBuffer> {
  allValues ??= table();
  const numbers = new Float32Array(bits.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = allValues[bits[i]!]!;
  return numbers;
}

let allValues: Float32Array | undefined;

function table(): Float32Array {
  const values = new Float32Array(65536);
  for (let bits = 0; bits < values.length; bits++) values[bits] = float16Value(bits);
  return values;
}

/** A number rounded to float16, ties to even, as its 16 bits. */
export function float16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (Number.isNaN(value)) return 0x7e00;
  const size = Math.abs(value);
  // From half a step above the largest finite number on, all numbers round to infinity.
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  // A mantissa that rounds up to 2 carries into the exponent by itself.
  return sign | (((exponent + 15) << 10) + roundToEven((size / 2 ** exponent - 1) * 1024));
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

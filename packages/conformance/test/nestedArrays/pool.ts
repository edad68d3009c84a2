import {
  checkShapes,
  checkValues,
  GgemError,
  type PoolingSpecInput,
  parseSpec,
  pool as poolWith,
} from '@ggem/core';
import { type Nested, nestedOps, shapeOf } from './nestedOps.ts';

/** Pools `[batch, tokens, channels]` to `[batch, channels]`; the mask is `[batch, tokens]`, 1 keeps a token. */
export function pool(tokens: Nested, spec: PoolingSpecInput, mask?: number[][]): number[][] {
  const parsed = parseSpec(spec);
  const shape = shapeOf(tokens);
  const column = mask?.map((image) => image.map((kept) => [kept]));
  checkEven('tokens', tokens);
  if (column) checkEven('mask', column);
  checkShapes(parsed, { tokens: shape, mask: column && shapeOf(column).slice(0, 2) });
  checkValues(parsed, { tokens: { data: tokens.flat(2), shape }, mask: mask?.flat() });
  const pooled = poolWith(nestedOps, parsed, { tokens, channels: shape[2], mask: column });
  return pooled.map((image) => image[0]!);
}

/** Nested arrays may have rows of different lengths. Core gets one shape, so that it cannot notice this. */
function checkEven(name: string, x: Nested): void {
  const [, tokens, channels] = shapeOf(x);
  for (const [b, image] of x.entries()) {
    if (image.length !== tokens || image.some((token) => token.length !== channels)) {
      throw new GgemError(
        'shape',
        `pool: ${name}[${b}] must be ${tokens} by ${channels}, as ${name}[0] is. Pad it and mask the padding.`,
      );
    }
  }
}

import type { MapsResult } from './mapsResult.ts';

/** What came out, in lines: over how many tokens each pooling spreads its weights. */
export function spreadTable({ rows }: MapsResult): readonly string[] {
  const widest = Math.max(...rows.map(({ name }) => name.length));
  const head = `${'tokens in use'.padEnd(Math.max(widest, 13))}  by all channels  by one channel`;
  const lines = rows.map(({ name, effectiveTokens, effectiveByChannel }) => {
    const [all, one] = [effectiveTokens.mean.toFixed(1), effectiveByChannel.mean.toFixed(1)];
    return `${name.padEnd(Math.max(widest, 13))}  ${all.padEnd(15)}  ${one}`;
  });
  return [head, ...lines];
}

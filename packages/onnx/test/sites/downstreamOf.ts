import type { GraphProto } from '../../src/proto/onnx.ts';

/** The values that depend on one, and itself; nodes stand in their order. */
export function downstreamOf({ node }: Pick<GraphProto, 'node'>, name: string): ReadonlySet<string> {
  const after = new Set([name]);
  for (const { input, output } of node) {
    if (input.some((one) => after.has(one))) for (const one of output) after.add(one);
  }
  return after;
}

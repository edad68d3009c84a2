import { GgemError } from '@ggem/core';
import type { NodeProto } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { intAttribute, intsAttribute, stringAttribute } from '../shapes/attributes.ts';
import { type Forward, givenValue } from './forward.ts';
import type { Fixed, GraphMath } from './graphMath.ts';
import type { Step } from './rule.ts';

/** A node as its rule sees it. */
export function stepOf(
  forward: Forward,
  math: GraphMath,
  node: NodeProto,
  dys: readonly (Fixed | undefined)[],
): Step {
  const name = node.name || node.output[0]!;
  const refuse = (what: string): never => {
    throw new GgemError(
      'unavailable',
      `gradient: ${node.opType} (node ${quote(name)}) must have a form that its rule knows, but it has ${what}. Train from ${quote(node.output[0]!)} on, the value after it.`,
    );
  };
  const has = (position: number): boolean => (node.input[position] ?? '') !== '';
  return {
    node,
    math,
    opset: forward.opset,
    has,
    x: (position) =>
      has(position) ? givenValue(forward, math, node.input[position]!) : refuse(`no input ${position}`),
    y: (position = 0) => givenValue(forward, math, node.output[position]!),
    get dy() {
      return dys[0] ?? refuse('a result that is used, but not its first');
    },
    dyOf: (position) => dys[position],
    known: (position) => (has(position) ? forward.known(node.input[position]!) : undefined),
    int: (key, otherwise) => intAttribute(node, key) ?? otherwise,
    ints: (key) => intsAttribute(node, key),
    float: (key, otherwise) => node.attribute.find((one) => one.name === key)?.f ?? otherwise,
    text: (key) => stringAttribute(node, key),
    refuse,
  };
}

import { GgemError } from '@ggem/core';
import { readByNodes } from '../edit/graphNames.ts';
import { dataType, type NodeProto } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import type { Info } from '../shapes/shape.ts';
import { type Forward, givenValue } from './forward.ts';
import type { Fixed, GraphMath } from './graphMath.ts';
import type { Gradient } from './rule.ts';
import { stepOf } from './stepOf.ts';
import { sumGradients } from './sumGradients.ts';

/**
 * Gradients of a value by others, by the chain rule from the last node to the first. Only nodes between the two are looked
 * at: what does not depend on `by` costs nothing, and whole numbers carry nothing back.
 *
 * Throws a `GgemError` with code `unavailable` for an operator without a rule, with the value after it from which training works.
 */
export function differentiate(
  forward: Forward,
  math: GraphMath,
  of: string,
  by: readonly string[],
  seed: Fixed,
): ReadonlyMap<string, Fixed> {
  const { graph, order, infos } = forward;
  const active = new Set(by);
  const onTheWay = order.filter((position) => {
    const node = graph.node[position]!;
    const { output } = node;
    // An If reads values of the graph around it in its arms.
    if (![...readByNodes([node])].some((name) => active.has(name))) return false;
    for (const name of output) if (name !== '' && carries(infos.get(name))) active.add(name);
    return output.some((name) => active.has(name));
  });
  // What is differentiated by may change between runs.
  const fixed = { ...forward, known: (name: string) => (active.has(name) ? undefined : forward.known(name)) };
  const reached = new Map<string, Gradient[]>([[of, [seed]]]);
  const wanted = new Set(by);
  const gradientOf = (name: string): Fixed | undefined => {
    const found = reached.get(name);
    return found && sumGradients(math, found, givenValue(forward, math, name).dims);
  };
  for (const position of onTheWay.toReversed()) {
    const node = graph.node[position]!;
    const dys = node.output.map((name) => (active.has(name) ? gradientOf(name) : undefined));
    if (dys.every((dy) => dy === undefined)) continue;
    const rule = forward.ruleOf(node);
    if (rule === undefined) throw noRule(node);
    const gradients = rule(stepOf(fixed, math, node, dys));
    node.input.forEach((name, at) => {
      if (!active.has(name)) return;
      const more = gradients[at]?.();
      if (more === undefined) return;
      const sum = reached.get(name);
      if (sum === undefined) reached.set(name, [more]);
      else sum.push(more);
    });
    // What is read twice later is summed once, and lists stay short.
    for (const name of node.output) if (!wanted.has(name)) reached.delete(name);
  }
  return new Map(
    by.map((name) => {
      const value = givenValue(forward, math, name);
      return [name, gradientOf(name) ?? math.expand(math.number(value, 0), value.dims)];
    }),
  );
}

/** Whether something can flow back through a value: floats do, whole numbers and conditions do not. */
function carries(info: Info | undefined): boolean {
  const { type } = info ?? {};
  return (
    type === undefined || type === dataType.float32 || type === dataType.float64 || type === dataType.float16
  );
}

function noRule(node: NodeProto): GgemError {
  const name = node.name || node.output[0]!;
  const operator = node.domain === '' ? node.opType : `${node.domain}.${node.opType}`;
  return new GgemError(
    'unavailable',
    `gradient: operators must have a rule, but ${operator} (node ${quote(name)}) has none. Train from ${quote(node.output[0]!)} on, the value after it.`,
  );
}

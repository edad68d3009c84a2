import { float32 } from '@ggem/core';
import { reachedFrom } from '../reachedFrom.ts';
import { broadcast, elementType, known, type Value } from '../value.ts';
import type { Difference, Writer } from './difference.ts';
import { isNumber } from './equal.ts';

/**
 * A choice without Where. If the condition is known, tokens are gathered. If a number replaces a whole value, it is an If.
 * Else both sides are clamped to finite numbers and multiplied by 1 or 0; then infinities and NaN are added where they are
 * chosen: `∞ = -ln 0`, `NaN = √-1`.
 *
 * NaN in a token that a mask drops would reach the result, so that masks are refused in sets without Where.
 */
export const where: Difference['before'] = ({ inputs, result }, writer) => {
  const [condition, yes, no] = inputs as [Value, Value, Value];
  // onnxruntime does not clip float64 in these sets.
  if (result.kind !== 'float32') return writer.refuse(9, `Where on ${result.kind}`);
  const instead = gatheredTokens(condition, yes, no, writer) ?? allOrNumber(condition, yes, no, writer);
  if (instead !== undefined) return instead;
  const { node } = writer;
  const opposite = node('Not', [condition], condition);
  const terms = [...chosen(yes, condition, writer), ...chosen(no, opposite, writer)];
  return terms.reduce((a, b) => node('Add', [a, b], { kind: 'float32', dims: broadcast(a.dims, b.dims) }));
};

/** Tokens where a known condition `[1, tokens, 1]` holds, else a number, which is gathered from a row behind the last token. */
function gatheredTokens(
  condition: Value,
  yes: Value,
  no: Value,
  { node, constant }: Writer,
): Value | undefined {
  const holds = known(condition);
  const number = known(no);
  const [, tokens, channels] = yes.dims;
  if (holds === undefined || number?.length !== 1 || known(yes) !== undefined) return undefined;
  if (yes.dims.length !== 3 || holds.length !== tokens || condition.dims[1] !== tokens) return undefined;
  const ints = (data: readonly number[]): Value => constant('int64', data, [data.length]);
  const row = { kind: yes.kind, dims: yes.dims.with(1, 1) } as const;
  const first = node('Slice', [yes, ints([0]), ints([1]), ints([1])], row);
  const shape = node('Shape', [first], { kind: 'int64', dims: [3] });
  const filled = node('Tile', [constant(yes.kind, number, [1, 1, 1]), shape], row);
  const longer = { kind: yes.kind, dims: [yes.dims[0]!, holds.length + 1, channels!] } as const;
  const places = holds.map((is, token) => (is === 0 ? holds.length : token));
  return node('Gather', [node('Concat', [yes, filled], longer, { axis: 1 }), ints(places)], yes, { axis: 1 });
}

/** A value if a condition of one element holds, else a number in its shape; then the value, which may be NaN, is not computed. */
function allOrNumber(
  condition: Value,
  yes: Value,
  no: Value,
  { node, constant, branch }: Writer,
): Value | undefined {
  const number = known(no);
  const [batch, ...others] = yes.dims;
  const lengths = others.filter((dim) => typeof dim === 'number');
  if (number?.length !== 1 || condition.dims.some((dim) => dim !== 1)) return undefined;
  if (batch === undefined || lengths.length < others.length) return undefined;
  const ints = (...data: readonly number[]): Value => constant('int64', data, [data.length]);
  const decides = node('Squeeze', [condition, ints(...condition.dims.keys())], { kind: 'bool', dims: [] });
  const filled = (shape: Value): Value => {
    const ones = constant(
      yes.kind,
      number,
      yes.dims.map(() => 1),
    );
    return node('Tile', [ones, shape], yes);
  };
  if (typeof batch === 'number') return branch(decides, yes, filled(ints(batch, ...lengths)));
  const input = reachedFrom([yes]).find(({ source, dims }) => source.type === 'input' && dims[0] === batch);
  if (input === undefined) return undefined;
  const shape = node('Shape', [input], { kind: 'int64', dims: [input.dims.length] });
  const images = node('Gather', [shape, ints(0)], { kind: 'int64', dims: [1] }, { axis: 0 });
  const whole = node(
    'Concat',
    [images, ints(...lengths)],
    { kind: 'int64', dims: [yes.dims.length] },
    { axis: 0 },
  );
  return branch(decides, yes, filled(whole));
}

/** Terms whose sum is a side where that is chosen, and 0 elsewhere. */
function chosen(x: Value, condition: Value, writer: Writer): readonly Value[] {
  const { node, constant } = writer;
  const dims = broadcast(x.dims, condition.dims);
  const float = { kind: 'float32', dims } as const;
  const asFloat = (c: Value): Value =>
    node('Cast', [c], { kind: 'float32', dims: c.dims }, { to: elementType.float32 });
  const both = (is: Value): Value => asFloat(node('And', [condition, is], { kind: 'bool', dims }));
  const data = known(x);
  if (data?.length === 1 && Number.isNaN(data[0])) {
    return [node('Sqrt', [node('Neg', [asFloat(condition)], float)], float)];
  }
  if (data?.every(Number.isFinite)) return [node('Mul', [x, asFloat(condition)], float)];
  const bool = { kind: 'bool', dims: x.dims } as const;
  const [least, most] = [constant('float32', [-float32.huge]), constant('float32', [float32.huge])];
  const finite = node('Clip', [x, least, most], { kind: 'float32', dims: x.dims });
  /** -∞ where a condition holds, else 0. */
  const endless = (is: Value): Value =>
    node('Log', [node('Sub', [constant('float32', [1]), both(is)], float)], float);
  const above = node('Neg', [endless(node('Less', [most, x], bool))], float);
  const below = endless(node('Less', [x, least], bool));
  const isANumber = isNumber(x, writer);
  const isNoNumber = isANumber && node('Not', [isANumber], isANumber);
  return [
    node('Mul', [finite, asFloat(condition)], float),
    above,
    below,
    ...(isNoNumber ? [node('Sqrt', [node('Neg', [both(isNoNumber)], float)], float)] : []),
  ];
}

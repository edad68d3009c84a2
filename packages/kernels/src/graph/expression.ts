import type { GroupLayout } from '@ggem/core';

export type Shape = readonly [batch: number, tokens: number, channels: number];

/** An axis of a tensor, of a result, or of the threads of a kernel. */
export type Axis = 'batch' | 'tokens' | 'channels';

/** A recorded value over (batch, token, channel). Equal values are the same object, so that nothing is computed twice. */
export type Expression = Node & {
  /** Grows from operands to results. */
  readonly id: number;
  readonly shape: Shape;
};

export type Operand = Expression | number;

export type Node =
  | ArrayNode
  | { readonly kind: 'constant'; readonly values: readonly number[]; readonly axis: Axis }
  | {
      readonly kind: 'add' | 'sub' | 'mul' | 'div' | 'less' | 'equal';
      readonly a: Operand;
      readonly b: Operand;
    }
  | { readonly kind: 'exp' | 'log'; readonly x: Expression }
  /** `x^exponent` of a ratio, for exponents that `isProduct` allows: it is written as multiplications. */
  | { readonly kind: 'power'; readonly x: Expression; readonly exponent: number }
  | { readonly kind: 'clamp'; readonly x: Expression; readonly low: number; readonly high: number }
  | { readonly kind: 'select'; readonly condition: Expression; readonly yes: Operand; readonly no: Operand }
  | { readonly kind: 'positions' }
  | { readonly kind: 'expand'; readonly x: Operand }
  | { readonly kind: 'slice'; readonly x: Expression; readonly axis: Axis; readonly begin: number }
  | { readonly kind: 'pad'; readonly x: Expression; readonly before: number }
  | { readonly kind: 'transpose'; readonly x: Expression }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[] }
  | { readonly kind: 'spread'; readonly x: Expression; readonly layout: GroupLayout }
  /** Images of a ragged batch side by side; `tokenIndex` says where each begins. */
  | { readonly kind: 'unpack'; readonly x: Expression; readonly tokenIndex: Expression }
  /** Images of a batch one after another; `tokenIndex` says to which image each token belongs. */
  | {
      readonly kind: 'pack';
      readonly x: Expression;
      readonly tokenIndex: Expression;
      readonly images: number;
    }
  | Reduction;

/** Values in memory: an argument of the kernel. */
export interface ArrayNode {
  readonly kind: 'array';
  readonly name: string;
  /** The axes by which it is indexed, from the outermost; the others have length 1. */
  readonly axes: readonly Axis[];
  /** How long those axes are. */
  readonly lengths: readonly number[];
  /** The first channel of the value where it shares the array with others. */
  readonly begin?: number;
  /** Which of the values of a kernel it is, where these are several. */
  readonly slot?: number;
}

/** An expression that becomes a loop. */
export type Reduction =
  | { readonly kind: 'sum' | 'max'; readonly x: Expression; readonly axis: Axis }
  | { readonly kind: 'collect'; readonly x: Expression; readonly layout: GroupLayout }
  | { readonly kind: 'linear'; readonly x: Expression; readonly matrix: Expression };

export type ReductionExpression = Expression & Reduction;

/** Whether an expression is computed by a loop. */
export function isReduction(x: Expression): x is ReductionExpression {
  return x.kind === 'sum' || x.kind === 'max' || x.kind === 'collect' || x.kind === 'linear';
}

/** Whether an expression holds true or false. */
export function isCondition(x: Operand): boolean {
  if (typeof x === 'number') return false;
  if (x.kind === 'less' || x.kind === 'equal') return true;
  return (x.kind === 'expand' || x.kind === 'slice') && isCondition(x.x);
}

/** How long an axis is. */
export function lengthOf([batch, tokens, channels]: Shape, axis: Axis): number {
  switch (axis) {
    case 'batch':
      return batch;
    case 'tokens':
      return tokens;
    case 'channels':
      return channels;
    default:
      return axis satisfies never;
  }
}

/** How many values an expression has. */
export function sizeOf({ shape: [batch, tokens, channels] }: Expression): number {
  return batch * tokens * channels;
}

/** The expressions that one is computed from, numbers left out. */
export function operandsOf(x: Expression): readonly Expression[] {
  const list = (): readonly Operand[] => {
    switch (x.kind) {
      case 'array':
      case 'constant':
      case 'positions':
        return [];
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'less':
      case 'equal':
        return [x.a, x.b];
      case 'select':
        return [x.condition, x.yes, x.no];
      case 'concat':
        return x.parts;
      case 'linear':
        return [x.x, x.matrix];
      case 'unpack':
      case 'pack':
        return [x.x, x.tokenIndex];
      case 'exp':
      case 'log':
      case 'power':
      case 'clamp':
      case 'expand':
      case 'slice':
      case 'pad':
      case 'transpose':
      case 'spread':
      case 'sum':
      case 'max':
      case 'collect':
        return [x.x];
      default:
        return x satisfies never;
    }
  };
  return list().filter((one) => typeof one !== 'number');
}

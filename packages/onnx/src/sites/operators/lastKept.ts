import { intAttribute } from '../../shapes/attributes.ts';
import type { Dim } from '../../shapes/shape.ts';
import { isToken } from '../algebra.ts';
import type { Count, Index, Length, Meaning, Pooled, Term } from '../meaning.ts';
import { plainPart } from '../plainPart.ts';
import { extended, meaningsOf, type Operator, type Reading, scalarOf } from '../reading.ts';

/** `Σ mask - 1`: the position of the last kept token, if the padding comes after the tokens. */
export function lastPlace({ position }: Reading, count: Count, added: number): readonly Index[] {
  const { counted, isLog, isList, isWeights, axes, nodes } = count;
  if (counted.of !== 'mask' || counted.from !== 0 || isWeights === true || axes === undefined) return [];
  if (isLog || isList || count.count !== 1 || added !== -1) return [];
  return [{ kind: 'index', what: 'token', mask: counted.mask, axes, nodes: new Set(nodes).add(position) }];
}

/** `0, 1, 2, ...` up to the number of images. */
const range: Operator = (reading) => {
  const isPlain = scalarOf(reading, 0) === 0 && scalarOf(reading, 2) === 1;
  return meaningsOf(reading, 1, 'count').flatMap((count): readonly Meaning[] => {
    const images = lengthOf(count);
    if (!isPlain || images === undefined) return [];
    const nodes = new Set(count.nodes).add(reading.position);
    return [{ kind: 'index', what: 'image', images, axes: [0], nodes }];
  });
};

/** The length of one axis, if the number comes from a Shape. */
function lengthOf({ counted, isList, isLog, count }: Count): Length | undefined {
  if (counted.of !== 'axes' || isList || isLog || count !== 1) return undefined;
  const [[axis, more], [less]] = [counted.axes, counted.less];
  return axis === undefined || more !== undefined || less !== 0 ? undefined : { value: counted.value, axis };
}

/** The constant `0, n, 2 n, ...`, where each image starts; exporters write it if the batch size is fixed. */
function constantStarts({ node, constant }: Reading, at: number): Index | undefined {
  const { dims = [], data = [] } = constant(node.input[at]) ?? {};
  const [first, step] = data;
  if (dims.length !== 1 || first !== 0 || step === undefined) return undefined;
  if (!data.every((x, i) => x === i * step)) return undefined;
  return { kind: 'index', what: 'start', images: data.length, tokens: step, axes: [0], nodes: new Set() };
}

/** Where each image starts if the tokens of all images stand in one list: the image's number times the number of tokens. */
const starts: Operator = (reading) =>
  [0, 1].flatMap((at) =>
    meaningsOf(reading, at, 'index').flatMap((index): readonly Meaning[] => {
      if (index.what !== 'image') return [];
      const fixed = scalarOf(reading, 1 - at);
      const lengths = meaningsOf(reading, 1 - at, 'count').flatMap((count) => {
        const tokens = lengthOf(count);
        return tokens === undefined ? [] : [{ tokens, nodes: count.nodes }];
      });
      const all = fixed === undefined ? lengths : [{ tokens: fixed, nodes: new Set<number>() }];
      return all.map(({ tokens, nodes }) =>
        extended({ ...index, nodes: new Set([...index.nodes, ...nodes]) }, reading, {
          what: 'start',
          tokens,
        }),
      );
    }),
  );

/** Where the last token of each image stands in this list. */
const flat: Operator = (reading) =>
  [0, 1].flatMap((at) => {
    const fixed = constantStarts(reading, 1 - at);
    const others = fixed === undefined ? meaningsOf(reading, 1 - at, 'index') : [fixed];
    return joined(reading, meaningsOf(reading, at, 'index'), others, { first: 'start', what: 'flat' });
  });

/** Pairs of image and token, `[batch, 2]`. */
const pair: Operator = (reading) => {
  const { node, info } = reading;
  const axis = intAttribute(node, 'axis');
  const dims = info(node.output[0]).dims;
  if (node.input.length !== 2 || dims?.length !== 2 || !(axis === 1 || axis === -1)) return [];
  const [images, tokens] = [0, 1].map((at) => meaningsOf(reading, at, 'index'));
  return joined(reading, tokens!, images!, { first: 'image', what: 'pair' });
};

function joined(
  reading: Reading,
  tokens: readonly Index[],
  images: readonly Index[],
  { first, what }: { readonly first: Index['what']; readonly what: Index['what'] },
): readonly Index[] {
  return tokens.flatMap((token) =>
    images.flatMap((image) => {
      const isLike =
        token.what === 'token' && image.what === first && token.axes.join() === image.axes.join();
      const nodes = new Set([...token.nodes, ...image.nodes]);
      return isLike ? [extended({ ...image, ...token, nodes }, reading, { what })] : [];
    }),
  );
}

/** The last token that a mask keeps, `[batch, channels]` or with an axis of length 1 between. */
function lastOf(
  { position }: Reading,
  { base, windows, nodes, steps }: Term,
  axes: Term['axes'],
  index: Index,
): Pooled {
  return {
    kind: 'pooled',
    base,
    axes,
    windows,
    nodes: new Set([...nodes, ...index.nodes, position]),
    steps: steps + 1,
    over: [1],
    mask: { name: index.mask!, from: 0, isChosen: true, isWeights: false, isDivided: false },
    isMoved: false,
    what: plainPart('token', { index: 'last' }),
  };
}

/** All tokens of `[batch, tokens, channels]`, even if their axes were reshaped. */
function wholeTokens(reading: Reading): readonly Term[] {
  return meaningsOf(reading, 0, 'term').filter(
    (term) => isToken(term) && term.windows.size === 0 && reading.info(term.base).dims?.length === 3,
  );
}

const areAxes = (axes: Term['axes'], ...wanted: readonly (readonly number[])[]): boolean =>
  JSON.stringify(
    axes.map((pieces) => pieces.map(({ axis, length }) => (length === undefined ? axis : -1))),
  ) === JSON.stringify(wanted);

/** `x[arange(b), last]` as a Gather from one list of the tokens of all images. */
const gather: Operator = (reading) => {
  if ((intAttribute(reading.node, 'axis') ?? 0) !== 0) return [];
  return wholeTokens(reading).flatMap((term) =>
    meaningsOf(reading, 1, 'index').flatMap((index) => {
      const isFlat = index.what === 'flat' && index.axes.join() === '0' && areAxes(term.axes, [0, 1], [2]);
      const isRight =
        isLength(reading, index.images, term.base, 0) && isLength(reading, index.tokens, term.base, 1);
      return isFlat && isRight
        ? [lastOf(reading, term, [term.axes[0]!.slice(0, 1), term.axes[1]!], index)]
        : [];
    }),
  );
};

/** Whether a length is that of an axis of the tokens. */
function isLength({ info }: Reading, length: Length | undefined, base: string, axis: number): boolean {
  const own = info(base).dims?.[axis];
  if (length === undefined || typeof length === 'number') return length !== undefined && length === own;
  if (length.value === base) return length.axis === axis;
  const dim: Dim = info(length.value).dims?.[length.axis];
  return dim !== undefined && dim === own;
}

/** `x.gather(1, last)`, the same place for each channel. */
const gatherElements: Operator = (reading) => {
  const { node, info } = reading;
  const axis = intAttribute(node, 'axis') ?? 0;
  const [own, dims] = [info(node.input[0]).dims, info(node.input[1]).dims];
  const isForEach = dims?.length === 3 && dims[1] === 1 && dims[2] !== undefined && dims[2] === own?.[2];
  if (!isForEach || !(axis === 1 || axis === -2)) return [];
  return wholeTokens(reading).flatMap((term) =>
    meaningsOf(reading, 1, 'index').flatMap((index) => {
      const isOwn = index.what === 'token' && index.axes[0] === 0 && areAxes(term.axes, [0], [1], [2]);
      return isOwn ? [lastOf(reading, term, [term.axes[0]!, [], term.axes[2]!], index)] : [];
    }),
  );
};

/** The same by pairs of image and token, or by the place in each image. */
const gatherNd: Operator = (reading) => {
  const { node, info } = reading;
  const batches = intAttribute(node, 'batch_dims') ?? 0;
  const dims = info(node.input[1]).dims;
  return wholeTokens(reading).flatMap((term) =>
    meaningsOf(reading, 1, 'index').flatMap((index) => {
      const isPair = batches === 0 && index.what === 'pair' && isLength(reading, index.images, term.base, 0);
      const isPlace = batches === 1 && index.what === 'token' && dims?.length === 2 && dims[1] === 1;
      const isOwn = (isPair || isPlace) && index.axes[0] === 0 && areAxes(term.axes, [0], [1], [2]);
      return isOwn ? [lastOf(reading, term, [term.axes[0]!, term.axes[2]!], index)] : [];
    }),
  );
};

/** The last token that a mask keeps, chosen by its place. */
export const lastKept: Readonly<Record<string, Operator>> = {
  Range: range,
  Mul: starts,
  Add: flat,
  Concat: pair,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
};

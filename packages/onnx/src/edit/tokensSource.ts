import { type DataFormat, GgemError, type Sides, sideNames } from '@ggem/core';
import type { FloatType } from '../graph/options.ts';
import { dataType, dataTypeName } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import type { PoolingRecord } from '../record/parseRecord.ts';
import { dataFormatOf } from '../shapes/roles.ts';
import { type Dim, showDims } from '../shapes/shape.ts';
import type { Inspected } from './inspectModel.ts';
import { tokensCandidates } from './listCandidates.ts';

/** A value of a model that a pooling reads, and what must be known of it. */
export interface TokensSource {
  readonly name: string;
  readonly dtype: FloatType;
  readonly dataFormat: DataFormat;
  /** 3 of tokens, 4 of a feature map, 5 of a volume or a video. */
  readonly rank: number;
  readonly channels: number;
  readonly batch: Dim;
  readonly count: Dim;
  /** The axes between batch and channels: tokens, or the sides of a map. */
  readonly positions: readonly Dim[];
  /** The sides of a feature map, where they are known. */
  readonly grid: Sides | undefined;
}

/** The part of it that a record holds. */
export function recordOf({
  name,
  dataFormat,
  channels,
}: TokensSource): Pick<PoolingRecord, 'tokens' | 'dataFormat' | 'channels'> {
  return { tokens: name, dataFormat, channels };
}

/** What the caller knows of the value besides the model. */
export interface TokensHints {
  readonly channels?: number | undefined;
  readonly dataFormat?: DataFormat | undefined;
}

const floatTypes: ReadonlyMap<number, FloatType> = new Map([
  [dataType.float32, 'float32'],
  [dataType.float16, 'float16'],
  [dataType.float64, 'float64'],
]);

/** Finds the value that is to be pooled, or throws a `GgemError` that says what is there instead. */
export function tokensSource(
  operation: string,
  inspected: Inspected,
  name: string,
  { channels, dataFormat = 'channelsLast' }: TokensHints,
): TokensSource {
  const fail = (code: 'value' | 'shape', message: string): never => {
    throw new GgemError(code, `${operation}: ${message}`);
  };
  const { infos, live, names, model, roles } = inspected;
  if (!live.has(name)) {
    const around = names.inner.get(name);
    const node = around === undefined ? undefined : model.graph.node[around]!;
    if (node !== undefined) {
      fail(
        'value',
        `tokens must be a value of the main graph, but ${quote(name)} lies inside of the ${node.opType} node ${quote(node.name)}. Choose one outside.`,
      );
    }
    if (infos.has(name)) {
      fail(
        'value',
        `tokens must depend on the model's inputs, but ${quote(name)} is a constant. ${choose(inspected)}`,
      );
    }
    fail(
      'value',
      `tokens must name a value of the model, but ${quote(name)} came. ${choose(inspected, name)}`,
    );
  }
  const { type, dims } = infos.get(name) ?? {};
  const dtype = floatTypes.get(type ?? dataType.float32);
  if (dtype === undefined) {
    return fail(
      'value',
      `tokens must be float32, float16 or float64, but ${quote(name)} is ${dataTypeName(type!)}. Choose a value before it was converted.`,
    );
  }
  if (dims !== undefined && sideNames(dims.length) === undefined) {
    const shape = `${quote(name)} is ${showDims(dims)}`;
    fail('shape', `tokens must have shape [batch, tokens, channels], but ${shape}. ${choose(inspected)}`);
  }
  const told = roles.get(name);
  const right = dataFormatOf(told);
  if (right !== undefined && right !== dataFormat) {
    const where = right === 'channelsFirst' ? 'first' : 'last';
    const flag = right === 'channelsFirst' ? 'with --channels-first' : 'without --channels-first';
    fail(
      'shape',
      `dataFormat must be that of ${quote(name)} ${showDims(dims)}, which has its channels ${where}, as ${told!.from} tells, but ${quote(dataFormat)} came. Use dataFormat ${quote(right)} (on the command line, ${flag}).`,
    );
  }
  const rank = dims?.length ?? 3;
  const axis = dataFormat === 'channelsLast' ? rank - 1 : 1;
  const known = dims?.[axis];
  if (typeof known !== 'number' && channels === undefined) {
    fail(
      'shape',
      `channels must be known, but the model says nothing of them for ${quote(name)} ${showDims(dims)}. Give channels.`,
    );
  }
  if (typeof known === 'number' && channels !== undefined && channels !== known) {
    fail(
      'shape',
      `channels must be those of ${quote(name)} ${showDims(dims)}, but ${channels} came. Leave channels out, or choose a value with as many.`,
    );
  }
  const positions = (dims ?? [undefined, undefined, undefined]).filter((_, i) => i !== 0 && i !== axis);
  const isGrid = positions.length > 1 && positions.every((side) => typeof side === 'number');
  return {
    name,
    dtype,
    dataFormat,
    rank,
    channels: typeof known === 'number' ? known : channels!,
    batch: dims?.[0],
    positions,
    count: positions.reduce((a, b) => (typeof a === 'number' && typeof b === 'number' ? a * b : undefined)),
    grid: isGrid ? (positions as unknown as Sides) : undefined,
  };
}

/** A hint for messages at values to choose: those with a similar name first, then those that are most likely the last tokens. */
export function choose(inspected: Inspected, like = ''): string {
  const candidates = tokensCandidates(inspected);
  if (candidates.length === 0)
    return 'The model has no value that is known to have rank 3; a feature map of rank 4 or 5 can be pooled with dataFormat "channelsFirst".';
  const folded = like.toLowerCase();
  const score = ({ name, isOutput, readers }: (typeof candidates)[number]): number =>
    (folded !== '' && name.toLowerCase().includes(folded) ? 3 : 0) + (isOutput ? 2 : readers > 1 ? 1 : 0);
  // The sort is stable: of equal ones, the last in the graph comes first.
  const best = [...candidates]
    .reverse()
    .sort((a, b) => score(b) - score(a))
    .slice(0, 4);
  const shown = best.map(({ name, shape }) => `${name} ${showDims(shape.map((dim) => dim ?? undefined))}`);
  const more = candidates.length - best.length;
  return `Choose one such as ${shown.join(', ')}${more > 0 ? `, or one of ${more} more` : ''}.`;
}

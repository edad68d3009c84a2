import {
  asTokens,
  type Case,
  imageRows,
  makeInputs,
  type OperationCase,
  type PoolingCase,
  type Tensor,
} from '@ggem/conformance';

/** A table of inputs of a case. */
export interface InputTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many rows are not shown. */
  readonly left: number;
}

/** Where the output of a case differs: a position in a tensor, or `undefined` if it is not at one place. */
export type Position = readonly number[] | undefined;

/** How many rows of a table are shown. */
const most = 200;

/** The inputs of a case near a position of its output, made from the id of the case as for the run. */
export function inputTables(one: Case, position: Position): readonly InputTable[] {
  return one.kind === 'operation'
    ? operationTables(one)
    : [tokenTable(one, position), upstreamTable(one, position), ...parameterTables(one)];
}

/** The tokens of one channel of one image, with their mask and weights. */
function tokenTable(one: PoolingCase, position: Position): InputTable {
  const { x: given, mask, tokenWeights } = makeInputs(one);
  const x = asTokens(given, one);
  const channels = one.shape[2];
  const images = imageRows(one);
  // The first image of a ragged batch may have no tokens.
  const image =
    position?.[0] ??
    Math.max(
      0,
      images.findIndex(({ begin, end }) => begin < end),
    );
  const { begin, end } = images[image]!;
  const tokens = end - begin;
  // Where parts are put side by side, the output has the channels of the tokens several times.
  const channel = (position?.at(-1) ?? 0) % channels;
  const first = firstRow(tokens, position?.length === 3 ? position[1]! : 0);
  const rows = range(first, Math.min(tokens, first + most)).map((token) => {
    const at = begin + token;
    return [
      String(token),
      number(x[at * channels + channel]!),
      ...(mask ? [number(mask[at]!)] : []),
      ...(tokenWeights ? [number(tokenWeights[at]!)] : []),
    ];
  });
  return {
    title: `Tokens of image ${image}, channel ${channel}`,
    head: ['token', 'x', ...(mask ? ['mask'] : []), ...(tokenWeights ? ['weight'] : [])],
    rows,
    left: tokens - rows.length,
  };
}

/** Expected values and upstream gradients of one image. */
function upstreamTable(one: PoolingCase, position: Position): InputTable {
  const { dy } = makeInputs(one);
  const channels = one.y.value.length / imageRows(one).length;
  const image = position?.[0] ?? 0;
  const first = firstRow(channels, position?.at(-1) ?? 0);
  const rows = range(first, Math.min(channels, first + most)).map((channel) => {
    const at = image * channels + channel;
    return [String(channel), expected(one.y.value[at]), number(dy[at]!)];
  });
  return {
    title: `Channels of image ${image}`,
    head: ['channel', 'expected y', 'upstream dy'],
    rows,
    left: channels - rows.length,
  };
}

/** Parameters that no spec can hold, row-major. */
function parameterTables(one: PoolingCase): readonly InputTable[] {
  return Object.entries(makeInputs(one).required).map(([name, values]) => ({
    title: `Parameter ${name}`,
    head: ['index', 'value'],
    rows: Array.from(values.subarray(0, most), (value, i) => [String(i), number(value)]),
    left: Math.max(0, values.length - most),
  }));
}

function operationTables({ args, expected: result }: OperationCase): readonly InputTable[] {
  const tables = args.map((arg, i): InputTable => {
    const title = `Argument ${i + 1}`;
    if (typeof arg === 'object' && arg !== null && 'shape' in arg) return tensorTable(title, arg);
    return { title, head: ['value'], rows: [[arg === null ? 'left out' : JSON.stringify(arg)]], left: 0 };
  });
  const wanted = { shape: result.shape, data: result.value.map((value) => value ?? Number.NaN) };
  return [...tables, tensorTable('Expected', wanted)];
}

function tensorTable(
  title: string,
  { shape, data }: Pick<Tensor, 'shape'> & { data: ArrayLike<number> },
): InputTable {
  const [, tokens, channels] = shape;
  const rows = range(0, Math.min(data.length, most)).map((i) => {
    const token = Math.floor(i / channels);
    return [`[${Math.floor(token / tokens)}, ${token % tokens}, ${i % channels}]`, number(data[i]!)];
  });
  return {
    title: `${title}, shape [${shape.join(', ')}]`,
    head: ['index', 'value'],
    rows,
    left: data.length - rows.length,
  };
}

/** The first row to show, so that the position is in the middle of the shown rows. */
function firstRow(count: number, at: number): number {
  return Math.max(0, Math.min(count - most, at - most / 2));
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function expected(value: number | null | undefined): string {
  return value === null || value === undefined ? 'not defined' : number(value);
}

/** A number with as many digits as float32 has. */
function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(9))) : String(value);
}

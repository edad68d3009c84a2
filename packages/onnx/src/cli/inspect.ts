import { basename } from 'node:path';
import { inspectModel } from '../edit/inspectModel.ts';
import { listCandidates, type PoolingCandidate, type TokensCandidate } from '../edit/listCandidates.ts';
import { opsets } from '../graph/opsets/opsets.ts';
import { dataTypeName, type ValueInfoProto } from '../proto/onnx.ts';
import { externalFiles } from '../read/externalFiles.ts';
import { readRecords } from '../record/poolingRecord.ts';
import { defaultOpset } from '../shapes/constants.ts';
import { type Dim, type Info, showDims } from '../shapes/shape.ts';
import { type Command, command } from './command.ts';
import type { Console } from './console.ts';
import { graphLine, graphNodes } from './graphText.ts';
import type { Values } from './option.ts';
import { showBytes } from './progress.ts';
import { readModelFile } from './readModelFile.ts';
import { table } from './table.ts';

const options = {
  all: { help: 'every value that could be pooled, not only outputs and those between blocks' },
  graph: { help: 'the nodes of the model in their order, with the types and shapes of what they give' },
  json: { help: 'the same for programs' },
} as const;

/** `ggem-onnx inspect`: what a model has to pool, and how it pools now. */
export const inspect: Command = command(
  'inspect',
  {
    summary: 'what the model has to pool, and how it pools now',
    usage: 'MODEL',
    about:
      'Lists inputs, outputs, the places where the model pools (for replace) and the values it could pool (for attach).',
    options,
    examples: ['vit.onnx', 'vit.onnx --json --all', 'vit.onnx --graph', '- < vit.onnx'],
  },
  run,
);

async function run(file: string, values: Values<typeof options>, console: Console): Promise<number> {
  const bytes = await readModelFile('inspect', file, console);
  const inspected = inspectModel(bytes);
  if (values.graph) {
    const nodes = graphNodes(inspected);
    if (values.json) console.out(JSON.stringify(nodes, null, 2));
    else for (const node of nodes) console.out(graphLine(node));
    return 0;
  }
  const { model, infos } = inspected;
  const { tokens, maps, poolings } = listCandidates(bytes);
  const shown = values.all ? tokens : likelyTokens(tokens);
  const opset = defaultOpset(model.proto.opsetImport);
  const built = readRecords(model);
  const files = externalFiles(bytes);
  if (values.json) {
    const { graph } = model;
    const declared = (list: readonly ValueInfoProto[]) =>
      list.map(({ name }) => ({ name, ...plainInfo(infos.get(name)) }));
    const all = {
      file,
      bytes: bytes.length,
      opset: opset ?? null,
      irVersion: Number(model.proto.irVersion),
      nodes: graph.node.length,
      externalFiles: files,
      inputs: declared(graph.input),
      outputs: declared(graph.output),
      poolings: poolings.map(withoutLong),
      built,
      tokens: shown,
      maps,
    };
    console.out(JSON.stringify(all, null, 2));
    return 0;
  }
  const { graph } = model;
  const weights = files.length === 0 ? 'weights in the file' : `weights in ${files.join(', ')}`;
  console.out(
    `${basename(file)}: ${showBytes(bytes.length)}, operator set ${opset ?? 'unknown'}, ${graph.node.length} nodes, ${weights}`,
  );
  if (opset !== undefined && (opset < opsets.oldest || opset > opsets.newest)) {
    console.out(
      `Poolings need operator set ${opsets.oldest} to ${opsets.newest}: convert the model before attach or replace.`,
    );
  }
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  section(
    console,
    'Inputs',
    graph.input.filter(({ name }) => !initializers.has(name)).map(({ name }) => row(name, infos)),
  );
  section(
    console,
    'Outputs',
    graph.output.map(({ name }) => row(name, infos)),
  );
  section(
    console,
    'Poolings built in',
    built.map(({ output, spec, tokens: from }) => [output, `${spec.type} of ${from}`]),
  );
  section(
    console,
    'Poolings (replace takes them)',
    poolings.map(({ name, words, tokens: from, shape, operator }) => [
      name,
      `${words} of ${from} ${showDims(dimsOf(shape))}`,
      operator,
    ]),
    'none found',
  );
  // In a transformer tokens are shown; its values of four axes are of little use.
  const last = values.all ? maps : shown.length > 0 ? [] : maps.slice(-fewest).reverse();
  const isFirst = ({ dataFormat }: TokensCandidate): boolean => dataFormat === 'channelsFirst';
  const isLast = (one: TokensCandidate): boolean => !isFirst(one);
  const none = tokens.length + maps.length > 0 ? undefined : 'none found';
  // A map whose format is unknown mostly has channels first, as convolutions give it.
  const isFirstMap = ({ dataFormat }: TokensCandidate): boolean => dataFormat !== 'channelsLast';
  const isLastMap = (one: TokensCandidate): boolean => !isFirstMap(one);
  const lists = [
    ['Tokens (attach takes them)', shown.filter(isLast), tokens.filter(isLast), none],
    ['Tokens (attach --channels-first takes them)', shown.filter(isFirst), tokens.filter(isFirst), undefined],
    ['Feature maps (attach takes them)', last.filter(isLastMap), maps.filter(isLastMap), undefined],
    [
      'Feature maps (attach --channels-first takes them)',
      last.filter(isFirstMap),
      maps.filter(isFirstMap),
      undefined,
    ],
  ] as const;
  for (const [title, listed, there, empty] of lists) {
    section(console, title, listed.map(candidate), empty);
    if (listed.length > 0 && listed.length < there.length)
      console.out(`  and ${there.length - listed.length} more with --all`);
  }
  return 0;
}

/** More numbers of a parameter are left out: `extract` writes them to a file. */
const mostShown = 4096;

function withoutLong({ values, ...pooling }: PoolingCandidate): PoolingCandidate {
  const short = Object.entries(values ?? {}).filter(([, list]) => list.length <= mostShown);
  return { ...pooling, ...(short.length > 0 && { values: Object.fromEntries(short) }) };
}

/** How many values are shown without `--all`: about as many as a screen holds. */
const fewest = 12;

/** Outputs and inputs first, then values that several nodes read, such as tokens between blocks of a transformer; last first. */
function likelyTokens(tokens: readonly TokensCandidate[]): readonly TokensCandidate[] {
  if (tokens.length <= fewest) return [...tokens].reverse();
  const ends = tokens.filter(({ isOutput, from }) => isOutput || from === 'input');
  const [last] = ends.length > 0 ? ends : tokens.slice(-1);
  const between = tokens.filter(
    ({ isOutput, readers, from, shape }) =>
      !isOutput &&
      readers > 1 &&
      (from === 'Add' || from.endsWith('Normalization')) &&
      shape[2] === last?.shape[2],
  );
  return [...ends.reverse(), ...between.reverse()].slice(0, Math.max(fewest, ends.length));
}

function row(name: string, infos: ReadonlyMap<string, Info>): readonly string[] {
  const { type, dims } = infos.get(name) ?? {};
  return [name, `${type === undefined ? 'unknown type' : dataTypeName(type)} ${showDims(dims)}`];
}

function candidate({ name, dtype, shape, from, isOutput }: TokensCandidate): readonly string[] {
  return [name, `${dtype} ${showDims(dimsOf(shape))}`, isOutput ? `${from}, output` : from];
}

function plainInfo(info: Info | undefined) {
  return {
    dtype: info?.type === undefined ? null : dataTypeName(info.type),
    shape: info?.dims?.map((dim) => dim ?? null) ?? null,
  };
}

function dimsOf(shape: readonly (number | string | null)[]): readonly Dim[] {
  return shape.map((dim) => dim ?? undefined);
}

function section(
  console: Console,
  title: string,
  rows: readonly (readonly string[])[],
  empty?: string,
): void {
  if (rows.length === 0 && empty === undefined) return;
  console.out(`\n${title}`);
  if (rows.length === 0) console.out(`  ${empty}`);
  for (const line of table(rows)) console.out(`  ${line}`);
}

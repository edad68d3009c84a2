import { finalSize, type PixelValues, type Preprocessing, parsePreprocessing } from '@ggem/embed';
import {
  addOutputs,
  attachPooling,
  attentionValues,
  listCandidates,
  type PoolingCandidate,
} from '@ggem/onnx';
import { run } from '@ggem/onnx/run';
import type { ModelFacts, OpenModel } from '../contract.ts';
import { type ChosenTokens, chooseTokens } from './chooseTokens.ts';
import { Head } from './Head.ts';
import { type ImageInput, imageInput } from './imageInput.ts';
import { type ModelFiles, modelFiles } from './modelFiles.ts';
import { type OpenSession, openSession } from './openSession.ts';
import { type PresetName, presetFor, presets } from './presets.ts';
import { refuse } from './refuse.ts';
import { type KnownPrefix, type TokenLayout, tokenLayout } from './tokenLayout.ts';

/** Sides of images, where neither the model nor its configuration says them. */
const usualSide = 224;

/** The tokens of an image, `[tokens, channels]`, row by row. */
export interface ImageTokens {
  readonly data: Float32Array<ArrayBuffer>;
  readonly count: number;
  readonly channels: number;
}

/** A model that is open: it turns pixels into tokens. */
export class Model {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly facts: ModelFacts;
  readonly preprocessing: Preprocessing;
  readonly tokens: ChosenTokens;
  readonly head: Head | undefined;
  readonly #session: OpenSession['session'];
  readonly #input: ImageInput;

  private constructor(
    made: Pick<Model, 'bytes' | 'facts' | 'preprocessing' | 'tokens' | 'head'>,
    session: OpenSession['session'],
    input: ImageInput,
  ) {
    this.bytes = made.bytes;
    this.facts = made.facts;
    this.preprocessing = made.preprocessing;
    this.tokens = made.tokens;
    this.head = made.head;
    this.#session = session;
    this.#input = input;
  }

  /** Reads a model and runs it once, on grey, since only a run shows how many tokens there are. */
  static async open(asked: OpenModel): Promise<Model> {
    const { bytes, name } = asked;
    const { externalData } = modelFiles(asked);
    const candidates = listCandidates(bytes);
    const tokens = chooseTokens(candidates, asked.tokens);
    const source = tokens.isOutput ? bytes : addOutputs(bytes, [tokens.name]);
    const { session, runsOn, tried } = await openSession({ bytes: source, externalData }, async (session) => {
      const input = imageInput(session.inputMetadata, session.outputMetadata);
      const { preprocessing, from } = preparation(asked, input);
      const { height, width } = finalSize(preprocessing)!;
      const grey = { data: new Float32Array(3 * height * width), height, width };
      const seen = await tokensOf(session, input, tokens, grey);
      if (!seen.data.every(Number.isFinite)) throw new Error('its tokens are no numbers');
      const layout: TokenLayout = seen.map
        ? { prefix: 0, because: 'a feature map has none', grid: seen.map }
        : tokenLayout(seen.count, [height, width], knownPrefix(asked, tokens));
      const own = candidates.poolings.filter((one) => one.tokens === tokens.name);
      const head = await headOf({ bytes, externalData }, own, seen.channels);
      return { input, preprocessing, from, image: [height, width] as const, seen, layout, own, ...head };
    });
    const { input, preprocessing, from, image, seen, layout, own, head, withoutClasses } = tried;
    const heads = headsOf(bytes);
    const facts: ModelFacts = {
      ...{ name, runsOn, heads, groups: groupsOf(heads, seen.channels) },
      ...{ input: input.name, image, preprocessing: from },
      ...{ tokens: tokens.name, count: seen.count, channels: seen.channels },
      ...{ prefix: layout.prefix, prefixBecause: layout.because, grid: layout.grid },
      ...{ pools: own.length === 0 ? undefined : own.map(({ words }) => words).join(' and ') },
      ...{ classes: head?.classes, withoutClasses, others: tokens.others, unsure: tokens.unsure },
    };
    return new Model({ bytes, preprocessing, tokens, head, facts }, session, input);
  }

  async tokensOf(pixels: PixelValues): Promise<ImageTokens> {
    return tokensOf(this.#session, this.#input, this.tokens, pixels);
  }

  async close(): Promise<void> {
    await this.#session.release();
    await this.head?.close();
  }
}

/** The head of a model, or why none is shown: one that cannot be run alone is no reason to refuse the model. */
async function headOf(
  files: ModelFiles,
  poolings: readonly PoolingCandidate[],
  channels: number,
): Promise<{ readonly head: Head | undefined; readonly withoutClasses: string | undefined }> {
  if (poolings.length === 0) return { head: undefined, withoutClasses: undefined };
  try {
    return { head: await Head.open(files, poolings, channels), withoutClasses: undefined };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { head: undefined, withoutClasses: `none are shown: ${why}` };
  }
}

/** How images are prepared, and where that comes from. */
function preparation(
  { config, preset }: OpenModel,
  { height, width }: ImageInput,
): { readonly preprocessing: Preprocessing; readonly from: string } {
  if (config === undefined) {
    const preprocessing = presetFor(preset, [height ?? usualSide, width ?? usualSide]);
    return { preprocessing, from: presets[preset as PresetName]?.name ?? preset };
  }
  const preprocessing = parsePreprocessing(config);
  const size = finalSize(preprocessing);
  if (size === undefined || (height ?? size.height) !== size.height || (width ?? size.width) !== size.width) {
    const came = size === undefined ? 'images of any shape' : `images of ${size.height} × ${size.width}`;
    refuse(
      'shape',
      `The preprocessing must give the model its size, ${height ?? 'any'} × ${width ?? 'any'}`,
      `preprocessor_config.json gives ${came}`,
      'Drop in the file that belongs to this model.',
    );
  }
  return { preprocessing, from: 'preprocessor_config.json' };
}

function knownPrefix(
  { bytes, prefix }: OpenModel,
  { name, dataFormat }: ChosenTokens,
): KnownPrefix | undefined {
  if (prefix !== undefined) return { tokens: prefix, because: 'as you said' };
  return attachPooling(bytes, { type: 'mean' }, { tokens: name, dataFormat, mask: 'none' }).prefix;
}

/** The number of heads, where all blocks have the same. */
function headsOf(bytes: Uint8Array): number | undefined {
  const heads = new Set(attentionValues(bytes).map((one) => one.heads));
  return heads.size === 1 ? [...heads][0] : undefined;
}

function groupsOf(heads: number | undefined, channels: number): number {
  if (heads !== undefined && heads > 1 && channels % heads === 0) return heads;
  return [4, 3, 2].find((groups) => channels % groups === 0) ?? 1;
}

interface SeenTokens extends ImageTokens {
  readonly map: readonly [rows: number, columns: number] | undefined;
}

/** Runs one image. A batch of a fixed size is filled up with grey. */
async function tokensOf(
  session: OpenSession['session'],
  { name, batch = 1 }: ImageInput,
  tokens: ChosenTokens,
  { data, height, width }: PixelValues,
): Promise<SeenTokens> {
  const filled = new Float32Array(batch * data.length);
  filled.set(data);
  const feeds = { [name]: { data: filled, shape: [batch, 3, height, width] } };
  const result = (await run(session, feeds, { outputs: [tokens.name] }))[tokens.name]!;
  const isFirst = tokens.dataFormat === 'channelsFirst';
  const sides = isFirst ? result.shape.slice(2) : result.shape.slice(1, -1);
  const channels = (isFirst ? result.shape[1] : result.shape.at(-1))!;
  const count = sides.reduce((product, side) => product * side, 1);
  const own = Float32Array.from(result.data.subarray(0, count * channels));
  const [rows, columns] = sides;
  return {
    data: isFirst ? turned(own, channels, count) : own,
    ...{ count, channels, map: columns === undefined ? undefined : [rows!, columns] },
  };
}

/** `[channels, tokens]` to `[tokens, channels]`. */
function turned(
  values: Float32Array<ArrayBuffer>,
  channels: number,
  count: number,
): Float32Array<ArrayBuffer> {
  return values.map((_, i) => values[(i % channels) * count + Math.floor(i / channels)]!);
}

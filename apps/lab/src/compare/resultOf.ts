import type { ReadyTokens, TokensCall } from '../extract/readyTokens.ts';
import type { MeasureName } from '../measure/measures.ts';
import type { Encoder } from '../read/readEncoder.ts';
import type { TokenLayout } from '../read/tokenGrid.ts';
import { refuse } from '../refuse.ts';
import { versionsOf } from '../versionsOf.ts';
import type { Result, Row } from './result.ts';
import { warningsOf } from './warningsOf.ts';
import { withBaseline } from './withBaseline.ts';

/** What a run was asked beside its model and images. */
export interface RunSettings {
  /** Name of the pooling that the others are compared with. Default `mean`, or the first one. */
  readonly baseline?: string | undefined;
  readonly parts: number;
  readonly seed: number;
  readonly draws: number;
  readonly level: number;
  readonly synthetic?: boolean | undefined;
}

/** What was measured. */
export interface MeasuredRows extends Pick<Result, 'looks' | 'texts'> {
  readonly command: Result['command'];
  readonly labels: readonly string[];
  readonly folds: readonly number[];
  readonly measures: readonly MeasureName[];
  readonly baseline: string;
  readonly rows: readonly Row[];
}

/** The result of a run, with differences, answer and warnings. */
export async function resultOf(
  { encoder, list, ...call }: TokensCall & RunSettings,
  { found, layout, images, broken }: ReadyTokens,
  { command, labels, folds, measures, baseline, rows, looks, texts }: MeasuredRows,
): Promise<Result> {
  const plain: Result = {
    format: 'ggem-lab',
    version: 1,
    command,
    preprocessing: { from: found.from, is: found.preprocessing },
    settings: { parts: call.parts, seed: call.seed, draws: call.draws, level: call.level },
    versions: await versionsOf(),
    model: modelOf(encoder, layout),
    texts,
    images: {
      from: list.from,
      folder: list.folder,
      names: images.map(({ name }) => name),
      hashes: images.map(({ hash }) => hash),
      labels,
      parts: folds,
      broken,
    },
    measures,
    baseline,
    rows,
    looks,
    synthetic: call.synthetic,
    answer: '',
    warnings: [],
  };
  const result = withBaseline(plain, baseline);
  return { ...result, warnings: warningsOf(encoder, images, result) };
}

/** What a result says of its model. */
export function modelOf(encoder: Encoder, layout: TokenLayout): Result['model'] {
  const { name, path, sha256, output, dataFormat, heads, pools } = encoder;
  return { name, file: path, sha256, tokens: output, dataFormat, layout, heads, pools: pools?.words };
}

/** The pooling to compare with: the one that is named, `mean`, or the first one. */
export function baselineOf(
  candidates: readonly { readonly name: string }[],
  given: string | undefined,
): string {
  const names = candidates.map(({ name }) => name);
  if (given === undefined) return names.includes('mean') ? 'mean' : names[0]!;
  if (names.includes(given)) return given;
  return refuse('value', {
    rule: '--baseline must be one of the poolings that are compared',
    came: `${JSON.stringify(given)} is not`,
    fix: `There are: ${names.join(', ')}.`,
  });
}

import { activationMaps } from '@ggem/analysis';
import { modelOf } from '../compare/resultOf.ts';
import { readyTokens, type TokensCall } from '../extract/readyTokens.ts';
import { gradientByInput } from '../look/gradientByInput.ts';
import { imageTokens, type OneImage } from '../look/imageTokens.ts';
import { type Grid, type Look, lookOf, short } from '../look/lookOf.ts';
import { inMaps, slopeOf } from '../look/slopeOf.ts';
import type { Candidate } from '../pool/candidate.ts';
import { type CandidateOptions, listCandidates } from '../pool/listCandidates.ts';
import { evenly } from '../read/evenly.ts';
import type { TokenLayout } from '../read/tokenGrid.ts';
import { refuse } from '../refuse.ts';
import { randomNumbers } from '../scenes/randomNumbers.ts';
import { versionsOf } from '../versionsOf.ts';
import type { MapsResult, ShownImage, Spread } from './mapsResult.ts';

/** Which maps, of which images. */
export interface MapsCall extends TokensCall {
  readonly candidates: CandidateOptions;
  /** How many images are measured, evenly from the list, and how many of them are drawn. */
  readonly count: number;
  readonly show: number;
  /** Channels to draw alone: their numbers, or how many to draw at random. */
  readonly channels: readonly number[] | { readonly random: number; readonly seed: number };
  readonly onMaps: (done: number, total: number) => void;
}

/** Where poolings look and what moves them, on one's own images. */
export async function maps(call: MapsCall): Promise<MapsResult> {
  const { encoder, list, signal } = call;
  let candidates: readonly Candidate[] = [];
  const few = { ...list, images: evenly(list.images, call.count) };
  const { found, layout, cache, images, broken } = await readyTokens({ ...call, list: few }, (seen) => {
    gridOf(seen);
    channelsOf(call.channels, seen.channels);
    // The class token is no patch: its map would be empty.
    candidates = listCandidates(call.candidates, seen, encoder.pools, 0).filter(
      ({ spec }) => spec.type !== 'token',
    );
    if (candidates.length === 0) noPatches();
  });
  const grid = gridOf(layout);
  const channels = channelsOf(call.channels, layout.channels);
  const drawn = new Set(evenly([...images.keys()], call.show));
  const read = imageTokens(images, cache, layout);
  const looks = candidates.map((): Look[] => []);
  const shown: ShownImage[] = [];
  for (const image of images.keys()) {
    const tokens = await read(image);
    const isDrawn = drawn.has(image);
    for (const [row, { spec }] of candidates.entries()) {
      signal.throwIfAborted();
      looks[row]!.push(lookOf(tokens, spec, grid, isDrawn ? channels : []));
      // Lets Ctrl-C through.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (isDrawn) {
      const last = looks.map((all) => all.at(-1)!);
      shown.push({ image, ...mapsOf(tokens, candidates, last, { grid, channels }) });
    }
    call.onMaps(image + 1, images.length);
  }
  return {
    format: 'ggem-lab-maps',
    version: 1,
    model: modelOf(encoder, layout),
    preprocessing: { from: found.from, is: found.preprocessing },
    versions: await versionsOf(),
    images: {
      from: list.from,
      folder: list.folder,
      names: images.map(({ name }) => name),
      hashes: images.map(({ hash }) => hash),
      broken,
    },
    channels,
    rows: candidates.map(({ name, spec }, row) => ({
      ...{ name, spec },
      effectiveTokens: spreadOf(looks[row]!.map(({ effectiveTokens }) => effectiveTokens)),
      effectiveByChannel: spreadOf(looks[row]!.map(({ effectiveByChannel }) => effectiveByChannel)),
    })),
    shown,
    gradientByInput: gradientByInput(),
  };
}

function mapsOf(
  tokens: OneImage,
  candidates: readonly Candidate[],
  looks: readonly Look[],
  { grid, channels }: { readonly grid: Grid; readonly channels: readonly number[] },
): Omit<ShownImage, 'image'> {
  const { data } = activationMaps(tokens, { grid, channels });
  return {
    activation: inMaps(data, grid[0] * grid[1]).map((map) => Array.from(map, short)),
    poolings: candidates.map(({ spec }, row) => {
      const { weights, channels: alone } = looks[row]!;
      return { look: { weights, channels: alone }, slope: slopeOf(tokens, spec, grid, channels) };
    }),
  };
}

function spreadOf(each: readonly number[]): Spread {
  return { mean: each.reduce((sum, one) => sum + one, 0) / each.length, each: each.map(short) };
}

function gridOf({ grid, tokens, prefix }: TokenLayout): Grid {
  if (grid !== undefined) return grid;
  return refuse('value', {
    rule: 'maps need patches on a grid',
    came: `the ${tokens - prefix} patches of this model fill none`,
    fix: 'Say --prefix N, the number of tokens before the patches.',
  });
}

/** The channels that are drawn alone, in rising order. */
function channelsOf(wanted: MapsCall['channels'], count: number): readonly number[] {
  if (!('random' in wanted)) {
    const beyond = wanted.find((channel) => channel >= count);
    if (beyond === undefined) return wanted;
    return refuse('value', {
      rule: `--channels must be below ${count}`,
      came: `${beyond} came`,
      fix: 'Count from 0.',
    });
  }
  const next = randomNumbers(wanted.seed, 0);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(wanted.random, count)) chosen.add(Math.floor(next() * count));
  return [...chosen].sort((a, b) => a - b);
}

function noPatches(): never {
  return refuse('value', {
    rule: 'maps are those of poolings that look at patches',
    came: 'there is none',
    fix: 'Name others: --poolings mean,gem.',
  });
}

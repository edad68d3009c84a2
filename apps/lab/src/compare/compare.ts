import type { HashedImage } from '../extract/hashImages.ts';
import { readyTokens, type TokensCall } from '../extract/readyTokens.ts';
import { foldsOf } from '../measure/folds.ts';
import { measureAll } from '../measure/measureAll.ts';
import type { VectorMeasure } from '../measure/measures.ts';
import type { Candidate } from '../pool/candidate.ts';
import { type CandidateOptions, listCandidates } from '../pool/listCandidates.ts';
import { poolVectors } from '../pool/poolVectors.ts';
import { labelsOf } from '../read/imageList.ts';
import { meanOf } from './against.ts';
import { looksOf } from './looksOf.ts';
import type { Result, Row } from './result.ts';
import { baselineOf, type RunSettings, resultOf } from './resultOf.ts';

/** What a comparison is made of. */
export interface CompareCall extends TokensCall, RunSettings {
  readonly candidates: CandidateOptions;
  readonly measures: readonly VectorMeasure[];
}

/** Measures all poolings on the same images: tokens once, then each pooling, then the differences to the baseline. */
export async function compare(call: CompareCall): Promise<Result> {
  const { encoder, signal, on, measures } = call;
  labelsOf(call.list);
  let candidates: readonly Candidate[] = [];
  const ready = await readyTokens(call, (layout) => {
    candidates = listCandidates(call.candidates, layout, encoder.pools);
    baselineOf(candidates, call.baseline);
  });
  const { cache, layout, images } = ready;
  const labels = labelsOf({ from: call.list.from, images });
  const folds = foldsOf(images as readonly (HashedImage & { label: string })[], call.parts, call.seed);

  const measured = await measureAll(poolVectors(candidates, images, { cache, layout, signal }), {
    labels,
    folds,
    parts: call.parts,
    wanted: measures,
    threads: Math.min(call.threads, candidates.length),
    signal,
    onDone: (done) => on.measuring(done, candidates.length),
  });
  const rows = measured.map(({ name, spec, outcomes, nearest }): Row => {
    const results = measures.map((measure) => {
      const each = outcomes[measure]!;
      return [measure, { mean: meanOf(each), each }] as const;
    });
    return { name, spec, nearest, results: Object.fromEntries(results) };
  });
  const baseline = baselineOf(candidates, call.baseline);
  const looks = await looksOf(candidates, ready, signal);
  return resultOf(call, ready, { command: 'compare', labels, folds, measures, baseline, rows, looks });
}

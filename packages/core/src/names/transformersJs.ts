import { show } from '../errors.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { refuseToName, refuseToRead } from './refuse.ts';

/** The options of transformers.js' feature extraction that say how it pools. */
export interface TransformersJsPooling {
  /** `mean`, `cls` or `first_token`, `eos` or `last_token`; `none` does not pool. */
  readonly pooling: string;
  /** Whether the pooled vector is L2-normalised. Default: no. */
  readonly normalize?: boolean | undefined;
  /** Whether the pooled vector is packed into bits: refused, since no pooling does that. Default: no. */
  readonly quantize?: boolean | undefined;
  /** How `quantize` packs it; refused without `quantize: false`. */
  readonly precision?: string | undefined;
}

/**
 * The spec of transformers.js' `pooling` option. Its first and last token are those of the whole sequence, whatever the
 * mask says: give a mask for `mean` only. A vector of zeros stays zeros when it is normalised; in transformers.js it
 * becomes NaN.
 *
 * Throws a `GgemError` with code `format` for `none`, and names that are not transformers.js'.
 */
export function fromTransformersJs(options: TransformersJsPooling): PoolingSpec {
  const { pooling, normalize = false, quantize, precision } = options;
  if (quantize || (precision !== undefined && quantize !== false)) {
    const came = quantize ? 'quantize' : `precision ${show(precision)}`;
    refuseToRead(
      'transformers.js',
      `${came} packs the pooled vector into bits, which is no pooling. Leave quantize and precision out, and pack the vector afterwards.`,
    );
  }
  const after = normalize ? { after: ['l2'] as const } : {};
  switch (pooling) {
    case 'mean':
      return parseSpec({ type: 'mean', ...after });
    case 'cls':
    case 'first_token':
      return parseSpec({ type: 'token', ...after });
    case 'eos':
    case 'last_token':
      return parseSpec({ type: 'token', index: -1, ...after });
    case 'none':
      return refuseToRead(
        'transformers.js',
        'pooling "none" gives the tokens as they are. Leave the pooling out.',
      );
    default:
      return refuseToRead(
        'transformers.js',
        `pooling must be one of mean, cls, first_token, eos, last_token, but ${show(pooling)} came.`,
      );
  }
}

/** The options of a spec. Throws a `GgemError` with code `spec` where transformers.js has none that pool exactly so. */
export function toTransformersJs(spec: PoolingSpecInput): TransformersJsPooling {
  const parsed = parseSpec(spec);
  const refuse = (why: string): never => refuseToName('transformers.js', parsed.type, why);
  const steps = parsed.after ?? [];
  const normalize = steps.length > 0;
  if (steps.length > 1 || steps.some((step) => step !== 'l2')) {
    refuse('after pooling it can normalise once, and nothing else.');
  }
  if (parsed.type === 'mean') {
    if (parsed.prefixTokens === 0) return { pooling: 'mean', normalize };
    return refuse(`it skips no tokens, but prefixTokens is ${parsed.prefixTokens}. Mask them instead.`);
  }
  if (parsed.type === 'token' && parsed.index === 0) return { pooling: 'cls', normalize };
  if (parsed.type === 'token' && parsed.index === -1) return { pooling: 'eos', normalize };
  return refuse('it has the mean and the first and last token of the sequence.');
}

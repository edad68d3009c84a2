/** The value of one exponent in a spec: any real number, 0, or an infinity, spelled so that JSON can hold it. */
export type ExponentSpec = number | 'inf' | '-inf';

/** What a power mean does with tokens that are not positive. See `docs/architecture.md` for when to choose which. */
export type Negatives = 'clamp' | 'shift' | 'abs' | 'error';

/** `y = x[index]`: one token stands for the image. */
export interface TokenSpec {
  readonly type: 'token';
  /** Position from 0, negative from the end, or the last token that the mask keeps. Default 0, the class token. */
  readonly index: number | 'last';
}

/** `y = Σ q x`: average pooling (SPoC). */
export interface MeanSpec extends PatchSpec {
  readonly type: 'mean';
}

/** `y = max x`: max pooling (MAC). */
export interface MaxSpec extends PatchSpec {
  readonly type: 'max';
}

/** `y = (Σ q x^p)^(1/p)`, one `p` for all channels: generalized-mean pooling (GeM). */
export interface GemSpec extends PatchSpec, PowerSpec {
  readonly type: 'gem';
  /** The exponent, or where its training starts. Default 3. */
  readonly p: ExponentSpec;
}

/** `y = (Σ q x^p)^(1/p)`, one `p` a group of channels: group generalized-mean pooling (GGeM). */
export interface GgemSpec extends PatchSpec, PowerSpec {
  readonly type: 'ggem';
  /** How many groups; it must divide the channels. The paper's best choice is the number of attention heads. */
  readonly groups: number;
  /** `contiguous` runs of channels as in the paper, or `interleaved` (channel mod groups) for models trained so. */
  readonly layout: 'contiguous' | 'interleaved';
  /** One exponent for all groups, or one a group. Default 3. */
  readonly p: ExponentSpec | readonly ExponentSpec[];
}

/** What every pooling over patch tokens takes. */
export interface PatchSpec {
  /** How many leading tokens (class, registers) are no patches and are skipped. Default 0. */
  readonly prefixTokens: number;
}

/** What every power mean takes. */
export interface PowerSpec {
  /** Whether `p` is learned. Default: yes where `p` is finite. */
  readonly trainable: boolean;
  /** Keeps a trained `p` between two ends, `null` for an open one, by a smooth bijection. Default: `p` is free. */
  readonly range: PRange | null;
  /** Rule for tokens that are not positive. Default `clamp`. */
  readonly negatives: Negatives;
  /** Smallest value that enters the power. Default 1e-6. */
  readonly eps: number;
}

/** Lower and upper end of a range of `p`; `null` is an open end, and one end must be closed. */
export type PRange = readonly [number | null, number | null];

/** A pooling described in plain JSON, with every default filled in. */
export type PoolingSpec = TokenSpec | MeanSpec | MaxSpec | GemSpec | GgemSpec;

/** The specs that have exponents. */
export type PowerMeanSpec = GemSpec | GgemSpec;

/** Name of a pooling. */
export type PoolingType = PoolingSpec['type'];

type Optional<S, Required extends keyof S> = Pick<S, Required> & {
  readonly [K in Exclude<keyof S, Required>]?: S[K] | undefined;
};

/** A spec as a user writes it: whatever has a default may be left out. */
export type PoolingSpecInput =
  | Optional<TokenSpec, 'type'>
  | Optional<MeanSpec, 'type'>
  | Optional<MaxSpec, 'type'>
  | Optional<GemSpec, 'type'>
  | Optional<GgemSpec, 'type' | 'groups'>;

/** Whether a spec has exponents. */
export function isPowerMean(spec: PoolingSpec): spec is PowerMeanSpec {
  return spec.type === 'gem' || spec.type === 'ggem';
}

/** An exponent as a number: `"inf"` is `Infinity`. */
export function exponentValue(p: ExponentSpec): number {
  return p === 'inf' ? Number.POSITIVE_INFINITY : p === '-inf' ? Number.NEGATIVE_INFINITY : p;
}

/** A number as an exponent in a spec: `Infinity` is `"inf"`. */
export function exponentSpec(p: number): ExponentSpec {
  return p === Number.POSITIVE_INFINITY ? 'inf' : p === Number.NEGATIVE_INFINITY ? '-inf' : p;
}

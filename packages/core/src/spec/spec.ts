/** The value of one exponent in a spec: any real number, 0, or an infinity, spelled so that JSON can hold it. */
export type ExponentSpec = number | 'inf' | '-inf';

/** What a power mean does with tokens that are not positive. See `docs/architecture.md` for when to choose which. */
export type Negatives = 'clamp' | 'shift' | 'abs' | 'error';

/** What every pooling takes. */
export interface AnySpec {
  /** What happens to the pooled vector, step by step. Default: nothing. */
  readonly after?: readonly AfterStep[] | undefined;
}

/** `"l2"`: `y / ‖y‖`, zeros stay zeros. `{ whiten: n }`: `(y - mean) matrix`, to `n` channels. */
export type AfterStep = 'l2' | WhitenStep;

/** Its `mean` and `matrix` are parameters, as no spec could hold them; `@ggem/core/whitening` computes them from data. */
export interface WhitenStep {
  /** How many channels come out. */
  readonly whiten: number;
  /** Whether `mean` and `matrix` are learned. Default: no. */
  readonly trainable: boolean;
}

/** `y = x[index]`: one token stands for the image. */
export interface TokenSpec extends AnySpec {
  readonly type: 'token';
  /**
   * Position from 0, negative from the end, or the first or last token that the mask keeps, which padding on either side
   * does not move. Default 0, the class token.
   */
  readonly index: number | 'first' | 'last';
}

/**
 * How much each token counts by what it holds: a learned score, one a group of the channels that come out, whose softmax
 * over the kept tokens is a factor of their weights.
 */
export type AttendSpec = QueryAttendSpec | GatedAttendSpec | MeanAttendSpec;

/** What every score takes. */
export interface AnyAttendSpec {
  /** How many scores a token has; it must divide the channels. Default: one, in a `ggem` one a group of its exponents. */
  readonly groups: number;
  /** How many channels a learned projection of the tokens gives, which are pooled in their place. Default: none, the tokens as they are. */
  readonly value: number | null;
  /** Whether what the scores are made with, and the projection, is learned. Default: yes. */
  readonly trainable: boolean;
}

/** `s_ig = query_g · x_i / √D`. */
export interface QueryAttendSpec extends AnyAttendSpec {
  readonly score: 'query';
  /** Whether a query looks at all channels or at those of its group. Default `all`. */
  readonly over: 'all' | 'group';
}

/** `s_ig = w_g · (tanh(V x_i + v) ⊙ sigm(U x_i + u))`. */
export interface GatedAttendSpec extends AnyAttendSpec {
  readonly score: 'gated';
  /** How many rows `V` and `U` have. Default 128. */
  readonly hidden: number;
  /** Whether there is a gate, the second factor. Default: yes. */
  readonly gate: boolean;
}

/** `s_ig = (W_q x̄)_g · (W_k LN(x_i))_g / √(D / groups)`, and `LN(x)` is pooled. */
export interface MeanAttendSpec extends AnyAttendSpec {
  readonly score: 'mean';
}

/** What a pooling takes whose tokens may count by what they hold. */
export interface AttendedSpec {
  /** Default: tokens count by mask and token weights alone. */
  readonly attend?: AttendSpec | undefined;
}

/** `y = Σ q x`: average pooling (SPoC). */
export interface MeanSpec extends PatchSpec, AttendedSpec {
  readonly type: 'mean';
}

/** `y = max x`: max pooling (MAC). */
export interface MaxSpec extends PatchSpec {
  readonly type: 'max';
}

/** `y = Σ a x / sqrt(Σ a)`: the sum over the square root of the length (sentence-transformers' `mean_sqrt_len`). */
export interface MeanSqrtLenSpec extends PatchSpec {
  readonly type: 'meanSqrtLen';
}

/** `y = Σ i a x / Σ i a`, token `i` of `1..n` after the prefix (see `countFrom`): later tokens count more (sentence-transformers' `weightedmean`). */
export interface PositionWeightedMeanSpec extends PatchSpec {
  readonly type: 'positionWeightedMean';
}

/** `y = (1/r) ln Σ q e^(r x)`: log-sum-exp pooling (LSE), between mean (`r = 0`) and max (`r = ∞`). */
export interface LseSpec extends PatchSpec, TrainedSpec, AttendedSpec {
  readonly type: 'lse';
  /** The sharpness, or where its training starts. Default 1. */
  readonly r: ExponentSpec;
}

/** `y = Σ w x`, `w` the softmax over tokens of `query · x / sqrt(channels / heads)` in each head: attention pooling. */
export interface AttentionSpec extends PatchSpec {
  readonly type: 'attention';
  /** How many heads; each has its run of `channels / heads` channels. Default 1. */
  readonly heads: number;
  /** Whether `query` is learned. Default: yes. */
  readonly trainable: boolean;
}

/** The weighted mean of the `k` largest values of each channel: top-k pooling, as multiple-instance learning uses it. */
export interface TopKSpec extends PatchSpec {
  readonly type: 'topK';
  /** How many values of each channel count; all of them where fewer are kept. */
  readonly k: number;
}

/** `y = Σ_k weights_k part_k`: several poolings added up, such as mean and max at 1/2 each ("avgmax"). */
export interface MixSpec extends PatchSpec {
  readonly type: 'mix';
  readonly parts: readonly PoolingSpec[];
  /** One number for each part, or where their training starts. Default: all `1 / parts`. */
  readonly weights: readonly number[];
  /** Whether `weights` are learned. Default: no. */
  readonly trainable: boolean;
}

/** The pooled vectors of several poolings side by side, in their order. */
export interface ConcatSpec extends PatchSpec {
  readonly type: 'concat';
  readonly parts: readonly PoolingSpec[];
}

/** The sum of one pooling over overlapping square regions (R-MAC, Tolias et al. 2016, where it is `max`, then `l2`). */
export interface RegionalSpec extends GridSpec {
  readonly type: 'regional';
  /** What happens in each region. Default `max`. Without an `after` of its own each region vector is `l2`-normalised. */
  readonly part: PoolingSpec;
  /** Regions of level `l` have width `⌊2 min(height, width) / (l + 1)⌋`. Default 3. */
  readonly levels: number;
  /** Whether all tokens together are a region too, as in the code of Radenović et al. Default: no. */
  readonly whole: boolean;
}

/** One pooling over the cells of grids of several sizes: a spatial pyramid. */
export interface PyramidSpec extends GridSpec {
  readonly type: 'pyramid';
  /** What happens in each cell. Default `max`. */
  readonly part: PoolingSpec;
  /** Level `l` has `l × l` cells. Default `[1, 2, 4]`. */
  readonly levels: readonly number[];
  /** Cell vectors side by side, level by level and row by row, or their mean. Default `concat`. */
  readonly combine: 'concat' | 'mean';
}

/** What every pooling that looks at regions takes. */
export interface GridSpec extends PatchSpec {
  /** A grid has no padding before it. */
  readonly countFrom?: 'start' | undefined;
  /** How the tokens after the prefix lie, `[height, width]`, row by row. Default: as the input says (an image does). */
  readonly grid: readonly [number, number] | null;
}

/** `y = (Σ q x^p)^(1/p)`, one `p` for all channels: generalized-mean pooling (GeM). */
export interface GemSpec extends PatchSpec, PowerSpec {
  readonly type: 'gem';
  /** The exponent, or where its training starts. Default 3. */
  readonly p: ExponentSpec;
}

/** `y = (Σ q x^p)^(1/p)`, one `p` for each group of channels: group generalized-mean pooling (GGeM). */
export interface GgemSpec extends PatchSpec, PowerSpec {
  readonly type: 'ggem';
  /** How many groups; it must divide the channels. The paper's best choice is the number of attention heads. */
  readonly groups: number;
  /** `contiguous` runs of channels as in the paper, or `interleaved` (channel mod groups) for models trained so. */
  readonly layout: 'contiguous' | 'interleaved';
  /** One exponent for all groups, or one for each. Default 3. */
  readonly p: ExponentSpec | readonly ExponentSpec[];
}

/** What every pooling over patch tokens takes. */
export interface PatchSpec extends AnySpec {
  /** How many leading tokens (class, registers) are skipped, since they are no patches. Default 0. */
  readonly prefixTokens: number;
  /**
   * Where prefix and positions count from: the start of the tokens, or, for padding on the left, the first token of each
   * image that mask and token weights keep. Default `start`.
   */
  readonly countFrom?: 'start' | 'firstKept' | undefined;
}

/** What every pooling with an exponent (`p`, `r`) takes. */
export interface TrainedSpec {
  /** Whether the exponent is learned. Default: yes where it is finite. */
  readonly trainable: boolean;
  /** Keeps a trained exponent between two ends by a smooth bijection; `null` is an open end. Default: any real number. */
  readonly range: PRange | null;
}

/** What every power mean takes. */
export interface PowerSpec extends TrainedSpec, AttendedSpec {
  /** Rule for tokens that are not positive. Default `clamp`. */
  readonly negatives: Negatives;
  /** Smallest value that enters the power. Default 1e-6. */
  readonly eps: number;
}

/** Lower and upper end of a range of `p`; `null` is an open end, and one end must be closed. */
export type PRange = readonly [number | null, number | null];

/** A pooling described in plain JSON, with every default filled in. */
export type PoolingSpec =
  | TokenSpec
  | MeanSpec
  | MaxSpec
  | GemSpec
  | GgemSpec
  | LseSpec
  | MeanSqrtLenSpec
  | PositionWeightedMeanSpec
  | AttentionSpec
  | TopKSpec
  | MixSpec
  | ConcatSpec
  | RegionalSpec
  | PyramidSpec;

/** The specs that have exponents. */
export type PowerMeanSpec = GemSpec | GgemSpec;

/** Name of a pooling. */
export type PoolingType = PoolingSpec['type'];

/** Keys that have no default. */
type RequiredKey = 'type' | 'groups' | 'k' | 'parts';

/** The value of a key as a user writes it: nested specs may leave out what has a default. */
type ValueInput<K, V> = K extends 'part'
  ? PoolingSpecInput
  : K extends 'parts'
    ? readonly PoolingSpecInput[]
    : K extends 'attend'
      ? AttendInput<V>
      : K extends 'after'
        ? readonly (V extends readonly (infer Step)[] | undefined ? StepInput<Step> : never)[]
        : V;

/** `Omit` of each of a union. */
type AttendInput<A> = A extends AttendSpec
  ? Pick<A, 'score'> & { readonly [K in Exclude<keyof A, 'score'>]?: A[K] | undefined }
  : A;

type StepInput<Step> = Step extends object
  ? Omit<Step, 'trainable'> & { readonly trainable?: boolean | undefined }
  : Step;

type InputOf<S extends PoolingSpec> = S extends PoolingSpec
  ? { readonly [K in keyof S & RequiredKey]: ValueInput<K, S[K]> } & {
      readonly [K in Exclude<keyof S, RequiredKey>]?: ValueInput<K, S[K]> | undefined;
    }
  : never;

/** A spec as a user writes it: whatever has a default may be left out. */
export type PoolingSpecInput = InputOf<PoolingSpec>;

/** Whether a spec has exponents. */
export function isPowerMean(spec: PoolingSpec): spec is PowerMeanSpec {
  return 'negatives' in spec;
}

/** An exponent as a number: `"inf"` is `Infinity`. */
export function exponentValue(p: ExponentSpec): number {
  return p === 'inf' ? Number.POSITIVE_INFINITY : p === '-inf' ? Number.NEGATIVE_INFINITY : p;
}

/** A number as an exponent in a spec: `Infinity` is `"inf"`. */
export function exponentSpec(p: number): ExponentSpec {
  return p === Number.POSITIVE_INFINITY ? 'inf' : p === Number.NEGATIVE_INFINITY ? '-inf' : p;
}

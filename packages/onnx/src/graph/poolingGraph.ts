import { outputChannels, type PoolingSpec, type PoolingSpecInput, parseSpec } from '@ggem/core';
import { type About, assemble, type PoolingGraph } from './assemble.ts';
import { sizeOf } from './axesOf.ts';
import { completeSpec } from './completeSpec.ts';
import type { Result } from './emit.ts';
import { ifAnyNear } from './ifAnyNear.ts';
import type { PoolingGraphOptions } from './options.ts';
import { poolingRun } from './poolingRun.ts';
import type { Recorder } from './recorder.ts';
import { type RecordedInputs, recordInputs } from './recordInputs.ts';
import { withShortcut } from './shortcut.ts';
import type { Value } from './value.ts';

/**
 * The nodes of a pooling, to be spliced into a model; `poolingModel` makes one that stands alone.
 *
 * In: tokens `[batch, tokens, channels]`; mask and token weights `[batch, tokens]` and parameters where they are asked for.
 * `dataFormat`, `image` and `offsets` of the options give them other shapes. Out: `pooled` `[batch, outputChannels]`; with
 * `poolingWeights` also where the pooling looks, `[batch, tokens, weightChannels]`.
 */
export function poolingGraph(spec: PoolingSpecInput, options: PoolingGraphOptions): PoolingGraph {
  const parsed = specOf(spec, options);
  const recorded = recordInputs(parsed, options);
  const { axes, names, given, cast } = recorded;
  const [tokens] = given;
  const record = (inputs: RecordedInputs): readonly Result[] => {
    const run = poolingRun(parsed, inputs);
    const pooled = options.shortcut ? withShortcut(parsed, inputs, options) : run.pool();
    const value = axes.writePooled(cast(pooled, tokens.kind));
    if (!options.poolingWeights) return [{ name: names.pooled, value }];
    const weights = axes.writeWeights(cast(run.weights(), tokens.kind));
    return [
      { name: names.pooled, value },
      { name: names.poolingWeights, value: weights },
    ];
  };
  // Gradients of models that call a function ask for shapes inside of it, which nothing tells behind an If.
  const results = options.form === 'function' ? record(recorded) : ifAnyNear(recorded, record);
  return assemble(aboutSpec(parsed.type, parsed), given, results, options);
}

/**
 * The nodes of a pooling's gradient: of `Σ dy · pooled`, with respect to tokens and those parameters that are inputs.
 *
 * In: as `poolingGraph`, and `pooled_gradient` `[batch, outputChannels]`. Out: `tokens_gradient` `[batch, tokens, channels]`,
 * 0 at prefix and dropped tokens, and `p_gradient` for a parameter `p`, in its own shape.
 */
export function poolingGradientGraph(spec: PoolingSpecInput, options: PoolingGraphOptions): PoolingGraph {
  const parsed = specOf(spec, options);
  const recorded = recordInputs(parsed, options);
  const { recorder, axes, names, given, live } = recorded;
  const [tokens] = given;
  const channels = outputChannels(parsed, options.channels);
  const upstream = recorder.input(`${names.pooled}_gradient`, tokens.kind, axes.pooled(channels));
  const results = ifAnyNear(recorded, (inputs): readonly Result[] => {
    const gradient = gradientOf(parsed, inputs, upstream);
    return [
      { name: `${names.tokens}_gradient`, value: gradient.tokens },
      ...live.map(({ name }, i) => ({
        name: `${names.parameters}${name}_gradient`,
        value: gradient.parameters[i]!,
      })),
    ];
  });
  return assemble(aboutSpec(`${parsed.type}_gradient`, parsed), [...given, upstream], results, options);
}

/** A gradient that was recorded, by the tokens and by those parameters that are inputs. */
export interface RecordedGradient {
  readonly tokens: Value;
  /** In the order of the parameters, each in its own shape. */
  readonly parameters: readonly Value[];
}

/** The same, recorded behind values of another graph; `dy` is the gradient by the pooled vectors. */
export function recordPoolingGradient(
  spec: PoolingSpec,
  options: PoolingGraphOptions,
  recorder: Recorder,
  dy: Value,
): RecordedGradient {
  return gradientOf(spec, recordInputs(spec, options, recorder), dy);
}

function gradientOf(spec: PoolingSpec, recorded: RecordedInputs, dy: Value): RecordedGradient {
  const { recorder, axes, given, live, compute, cast } = recorded;
  const [tokens] = given;
  const gradient = poolingRun(spec, recorded).gradient(axes.readPooled(cast(dy, compute)));
  return {
    tokens: axes.write(cast(gradient.tokens, tokens.kind), tokens),
    parameters: live.map(({ name, shape }) =>
      recorder.node(
        'Reshape',
        [gradient.parameters[name], recorder.constant('int64', shape, [shape.length])],
        {
          kind: compute,
          dims: shape,
        },
      ),
    ),
  };
}

function aboutSpec(name: string, spec: PoolingSpec): About {
  return { name, description: JSON.stringify(spec) };
}

/** The spec with what the options add to it. */
export function specOf(
  given: PoolingSpecInput,
  { normalize, grid, image }: Pick<PoolingGraphOptions, 'normalize' | 'grid' | 'image'>,
): PoolingSpec {
  return completeSpec(parseSpec(given), { normalize, grid: grid ?? sizeOf(image) });
}

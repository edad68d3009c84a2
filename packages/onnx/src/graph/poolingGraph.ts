import { outputChannels, type PoolingSpec, type PoolingSpecInput, parseSpec } from '@ggem/core';
import { type About, assemble, type PoolingGraph } from './assemble.ts';
import { sizeOf } from './axesOf.ts';
import { completeSpec } from './completeSpec.ts';
import type { Result } from './emit.ts';
import type { PoolingGraphOptions } from './options.ts';
import { poolingRun } from './poolingRun.ts';
import { recordInputs } from './recordInputs.ts';
import { withShortcut } from './shortcut.ts';

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
  const run = poolingRun(parsed, recorded);
  const pooled = options.shortcut ? withShortcut(parsed, recorded, options) : run.pool();
  const results: Result[] = [{ name: names.pooled, value: axes.writePooled(cast(pooled, tokens.kind)) }];
  if (options.poolingWeights) {
    results.push({ name: names.poolingWeights, value: axes.writeWeights(cast(run.weights(), tokens.kind)) });
  }
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
  const { recorder, axes, names, given, live, compute, cast } = recorded;
  const [tokens] = given;
  const channels = outputChannels(parsed, options.channels);
  const upstream = recorder.input(`${names.pooled}_gradient`, tokens.kind, axes.pooled(channels));
  const gradient = poolingRun(parsed, recorded).gradient(axes.readPooled(cast(upstream, compute)));
  const results: Result[] = [
    { name: `${names.tokens}_gradient`, value: axes.write(cast(gradient.tokens, tokens.kind), tokens) },
    ...live.map(({ name, shape }) => ({
      name: `${names.parameters}${name}_gradient`,
      value: recorder.node(
        'Reshape',
        [gradient.parameters[name], recorder.constant('int64', shape, [shape.length])],
        { kind: compute, dims: shape },
      ),
    })),
  ];
  return assemble(aboutSpec(`${parsed.type}_gradient`, parsed), [...given, upstream], results, options);
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

import { channelsThrough, stepOf } from '../pooling/after/after.ts';
import { attends } from '../pooling/attend/attends.ts';
import { attendOf, channelsPooled } from '../spec/attended.ts';
import { type Parameter, renamed } from '../spec/parameter.ts';
import { partsOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { checkChannels, pooledChannels } from './channels.ts';
import { definitionOf } from './poolings.ts';

/**
 * The parameters of a pooling over so many channels: its own (`p` `[groups]` for gem and ggem), those of its parts under
 * their paths (`parts.0.p`), and those of the steps after it (`after.0.mean`). Names are unique. Whether the spec fits the
 * channels is not checked here.
 */
export function parametersOf(spec: PoolingSpec, channels: number): readonly Parameter[] {
  checkChannels(spec, channels);
  return collected(spec, channels, '');
}

/** Every parameter is named once, however deep its pooling stands. */
function collected(spec: PoolingSpec, channels: number, path: string): readonly Parameter[] {
  const own = under(path, definitionOf(spec).parameters(spec, channelsPooled(spec, channels)));
  const attend = attendOf(spec);
  const ofAttend =
    attend === undefined ? [] : under(`${path}attend.`, attends.get('attend').parameters(attend, channels));
  const ofParts = partsOf(spec).flatMap((part) => collected(part.spec, channels, `${path}${part.path}.`));
  const steps = spec.after ?? [];
  const widths = channelsThrough(steps, pooledChannels(spec, channels));
  const ofSteps = steps.flatMap((step, i) =>
    under(`${path}after.${i}.`, stepOf(step).parameters(step, widths[i]!)),
  );
  return [...own, ...ofAttend, ...ofParts, ...ofSteps];
}

/** The same parameters with this before their names. */
function under(start: string, parameters: readonly Parameter[]): readonly Parameter[] {
  return start === '' ? parameters : parameters.map((one) => renamed(one, `${start}${one.name}`));
}

import { GgemError } from '../errors.ts';
import { mostRegions } from '../pooling/composite/regions.ts';
import { mapParts } from '../spec/parts.ts';
import { findDefinition } from './poolings.ts';

/** How many levels of nested specs there may be, counting the outermost. */
const deepest = 64;

/** How many steps may come after a pooling. Each needs the result of the one before, as a spec needs its parts. */
const mostSteps = 64;

/**
 * Throws where a spec would cost more than any real use: nested too deep or inside itself, too many parts, too many
 * regions, too many steps in `after`. Every other check comes after this one, which itself costs no more than the limits.
 */
export function checkExtent(input: unknown): void {
  const refuse = (rule: string, came: string): never => {
    throw new GgemError(
      'spec',
      `pooling: a spec must ${rule}, but ${came} came. Use fewer parts, regions, levels or steps.`,
    );
  };
  let poolings = 0;
  const visit = (spec: unknown, holders: readonly unknown[], times: number): void => {
    if (holders.length >= deepest) {
      refuse(`be nested at most ${deepest} deep`, `${holders.length + 1} levels or more`);
    }
    poolings += times;
    if (poolings > mostRegions) {
      refuse(`run at most ${mostRegions} poolings, those in every region counted`, `${poolings} or more`);
    }
    if (typeof spec !== 'object' || spec === null) return;
    if (holders.includes(spec)) refuse('not lie within itself', 'one that holds itself');
    if ('after' in spec && Array.isArray(spec.after) && spec.after.length > mostSteps) {
      refuse(`have at most ${mostSteps} steps in after`, `${spec.after.length}`);
    }
    const regions = findDefinition(spec)?.regionsAtMost?.(spec) ?? 1;
    const inside = times * regions;
    const within = [...holders, spec];
    // Without a part it has the default one.
    if (regions > 1 && !('part' in spec)) visit(undefined, within, inside);
    mapParts(spec, (part) => {
      visit(part, within, inside);
      return part;
    });
  };
  visit(input, [], 1);
}

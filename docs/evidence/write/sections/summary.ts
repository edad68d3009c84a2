import { agreementOf } from '../agreement.ts';
import type { Effect } from '../effects.ts';
import { counted, listed, signed } from '../words.ts';

/** What came out of some differences, in sentences: which have the paper's direction, which the other one, which cannot be told. */
export function summary(effects: readonly Effect[]): string {
  const those = (...kinds: readonly ReturnType<typeof agreementOf>[]): readonly Effect[] =>
    effects.filter((effect) => kinds.includes(agreementOf(effect)));
  const lines = [
    line('As the paper, over images and seeds', those('agrees')),
    line('The other way, over images and seeds', those('opposes')),
    line('Resolved, with no direction in the paper', those('undirected')),
    line('Over images alone', those('images')),
    line('Over seeds alone', those('seeds')),
  ].filter((text) => text !== '');
  const open = those('neither').length;
  const rest =
    open === 0
      ? []
      : [`- **Not resolved**: ${open === effects.length ? `all ${open}` : `the other ${open}`}.`];
  const chance = Math.round(effects.length / 20);
  const count =
    `${counted(effects.length, 'difference was', 'differences were')} looked at, each by itself: ` +
    `where there is nothing to find, about ${chance < 1 ? 'one in twenty' : `${chance} of so many`} would still exclude 0 by chance, in each kind of interval.`;
  return `${[...lines, ...rest].join('\n')}\n\n${count}`;
}

function line(title: string, effects: readonly Effect[]): string {
  if (effects.length === 0) return '';
  const said = effects.map(({ name, where, ours }) => `${name} ${signed(ours.difference)} (${where})`);
  return `- **${title}**: ${listed(said)}.`;
}

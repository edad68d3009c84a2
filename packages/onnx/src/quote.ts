import { show } from '@ggem/core';

/** A name as messages show it: shortened, with escapes for characters that a terminal would obey. */
export function quote(name: string): string {
  return show(name);
}

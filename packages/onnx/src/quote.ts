import { show } from '@ggem/core';

/** A name as a message shows it: cut short, and what a terminal would obey spelled out. */
export function quote(name: string): string {
  return show(name);
}

import type { Parameter } from '../spec/parameter.ts';

// Facts that many poolings share. Each pooling still names its own, so that its file says all about it.

/** No key depends on another. */
export function asParsed<S>(spec: S): S {
  return spec;
}

export function noParameters(): readonly Parameter[] {
  return [];
}

/** As many channels as come. */
export function sameChannels(_: unknown, channels: number): number {
  return channels;
}

/** It takes what comes. */
export function takesAny(): void {}

export function oneToken(): number {
  return 1;
}

export function takesNegatives(): boolean {
  return false;
}

/** All channels are alike. */
export function oneGroup(): { readonly groups: number; readonly interleaved: boolean } {
  return { groups: 1, interleaved: false };
}

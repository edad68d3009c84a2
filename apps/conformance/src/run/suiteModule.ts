import type { Expectation, Harness } from '@ggem/conformance';

/** What `packages/<adapter>/test/conformance/harness.ts` exports. An adapter joins by having that file. */
export interface SuiteModule {
  readonly harness: Harness;
  /** Known deviations. A device may be named with its host, `wasm@node`, or without. */
  readonly expectations?: readonly Expectation[];
  /** Facts about a device that was just opened, such as the graphics card or the version of the library. */
  readonly about?: (device: string) => About | Promise<About>;
}

/** Facts for people to read: names and values. */
export type About = Readonly<Record<string, string>>;

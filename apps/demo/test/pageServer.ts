import type { TestProject } from 'vitest/node';
import { servePage } from './servePage.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built page is served while its tests run. */
    readonly pageUrl: string;
  }
}

/** The page for all tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, close } = await servePage();
  project.provide('pageUrl', url);
  return close;
}

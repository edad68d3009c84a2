import { type Case, fetchData, loadCases } from '@ggem/conformance';

let cases: Promise<readonly Case[]> | undefined;

/** All cases, from the data folder beside this page; read once. */
export function pageCases(): Promise<readonly Case[]> {
  cases ??= loadCases(fetchData(new URL('data/', document.baseURI)));
  return cases;
}

/** An error of the suite itself, or a difference that it found. */
export class ConformanceError extends Error {
  override readonly name: string = 'ConformanceError';
}

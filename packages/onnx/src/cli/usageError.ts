/** A command line that cannot be understood: the help has the answer. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

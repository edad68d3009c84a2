/** An error for a command line that cannot be understood; its message points to the help. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

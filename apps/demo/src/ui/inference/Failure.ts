/** The parts of the page that can fail, divided by what a visitor can do about it. */
export type FailedPart = 'program' | 'weights' | 'backend' | 'answer';

/** An error that knows which part of the page failed. */
export class Failure extends Error {
  readonly part: FailedPart;

  constructor(part: FailedPart, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.part = part;
  }

  /** Runs a step. An error of it becomes a `Failure` of that part, unless it is one already. */
  static async around<T>(part: FailedPart, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw error instanceof Failure ? error : new Failure(part, error);
    }
  }
}

/** Sentences for the page: what failed, and what to do. */
export function explain(error: unknown): string {
  const { part, message } = error instanceof Failure ? error : new Failure('answer', error);
  const said = message.trim().replace(/[.\s]+$/, '');
  switch (part) {
    case 'program':
      return `The program that runs the networks could not be loaded (${said}). Check the connection and reload the page.`;
    case 'weights':
      return `The trained weights could not be read (${said}). Try again; if it says the same, this copy of the page is incomplete and has to be built anew.`;
    case 'backend':
      if (isUnreachable(said)) {
        return `The backend could not be fetched (${said}). Check the connection, then choose it again.`;
      }
      return `The networks could not be run (${said}). Choose another backend, or try a current browser.`;
    case 'answer':
      return `The networks gave no answer (${said}). Choose another backend, or reload the page.`;
    default:
      return part satisfies never;
  }
}

/** Whether a message is that of a file which did not come: browsers have words of their own for it. */
function isUnreachable(message: string): boolean {
  return (
    !navigator.onLine ||
    /failed to fetch|dynamically imported module|importing a module script|networkerror/i.test(message)
  );
}

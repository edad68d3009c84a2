/** A piece of a page, and the plots that it shows, by file. */
export interface Written {
  readonly text: string;
  readonly plots: Readonly<Record<string, string>>;
}

/** Pieces one below the other. */
export function together(pieces: readonly Written[]): Written {
  return {
    text: pieces.map(({ text }) => text).join('\n\n'),
    plots: Object.assign({}, ...pieces.map(({ plots }) => plots)),
  };
}

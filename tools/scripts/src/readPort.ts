/** The port that the variable PORT names, or 4173. */
export function readPort(text: string | undefined): number {
  if (!text) return 4173;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Error(`PORT must be a number from 1 to 65535, but is "${text}". Try PORT=4173.`);
}

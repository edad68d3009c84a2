/**
 * Makes a function that reads files of the weights folder beside the page. Each is fetched once, since a change of backend
 * reads them again.
 */
export function fetchWeights(): (file: string) => Promise<ArrayBuffer> {
  const files = new Map<string, Promise<ArrayBuffer>>();
  return (file) => {
    const known = files.get(file);
    if (known) return known;
    const coming = fetchFile(file);
    files.set(file, coming);
    // After a failed request, the next call tries again.
    coming.catch(() => files.delete(file));
    return coming;
  };
}

async function fetchFile(file: string): Promise<ArrayBuffer> {
  const address = new URL(`weights/${file}`, document.baseURI);
  const response = await fetch(address).catch((error: unknown) => {
    throw new Error(
      `weights/${file} could not be reached: ${error instanceof Error ? error.message : error}`,
    );
  });
  if (!response.ok) throw new Error(`weights/${file} is missing: the server answered ${response.status}`);
  return response.arrayBuffer();
}

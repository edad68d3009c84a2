import { refuse } from './refuse.ts';

/** More bytes than these are not fetched: model, session and copies have to fit into one page. */
const mostBytes = 1e9;

/** What happens around a fetch. */
export interface FetchCall {
  readonly signal: AbortSignal;
  /** `total` is absent where the server does not say it. */
  readonly onProgress: (bytes: number, total: number | undefined) => void;
}

/** A model from an address. */
export interface FetchedModel {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly host: string;
}

/**
 * Fetches a model from an address that a person gave, without cookies and without telling where from. Throws a `GgemError`
 * with a sentence for what is no address, what cannot be reached or read, and what is no model.
 */
export async function fetchModel(address: string, { signal, onProgress }: FetchCall): Promise<FetchedModel> {
  const url = urlOf(address);
  const response = await fetch(url, {
    signal,
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  }).catch((error: unknown): never => {
    if (signal.aborted) throw error;
    return unreachable(url);
  });
  if (!response.ok) notThere(url, response.status);
  if (/^text\/html/i.test(response.headers.get('content-type') ?? '')) noModel(url, 'a web page');
  const length = Number(response.headers.get('content-length'));
  const total = length > 0 ? length : undefined;
  if (length > mostBytes) tooLarge(url, length);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (const reader = response.body!.getReader(); ; ) {
    const { done, value } = await reader.read().catch((error: unknown): never => {
      if (signal.aborted) throw error;
      return brokenOff(url, bytes);
    });
    if (done) break;
    chunks.push(value);
    bytes += value.length;
    if (bytes > mostBytes) {
      await reader.cancel();
      tooLarge(url, bytes);
    }
    onProgress(bytes, total);
  }
  const whole = new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
  checkBegin(url, whole);
  return { name: nameIn(url), bytes: whole, host: url.host };
}

/** The name of the file in an address, as it is written where that is no UTF-8; the host where there is none. */
function nameIn({ pathname, host }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || host;
  } catch {
    return last;
  }
}

function urlOf(address: string): URL {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    refuse(
      'value',
      'An address must begin with https://',
      address.trim() === '' ? 'nothing came' : `${JSON.stringify(address.trim())} came`,
      'Copy it from the address bar or from a download link.',
    );
  if (url.protocol === 'http:' && location.protocol === 'https:' && !isOwnMachine(url))
    refuse(
      'value',
      'An address must begin with https:// on this page',
      `${url.href} begins with http://, which browsers block here`,
      'Try it with https://, or download the file and drop it in.',
    );
  return url;
}

function isOwnMachine({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function unreachable(url: URL): never {
  if (!navigator.onLine)
    refuse(
      'unavailable',
      'A model must be fetched over a network',
      'this browser is offline',
      'Connect, or drop a file in.',
    );
  return refuse(
    'unavailable',
    'A server must be there, and must let other pages read its files (CORS)',
    `${url.host} is not or does not: browsers do not say which`,
    'Check the address; if it opens in a tab of its own, download the file and drop it in.',
  );
}

function notThere(url: URL, status: number): never {
  const isLocked = status === 401 || status === 403;
  return refuse(
    'unavailable',
    'There must be a file at the address',
    `${url.host} answered ${status}${isLocked ? ': the file is not public' : ''}`,
    isLocked
      ? 'Download it where you are logged in, and drop it in.'
      : 'Open the address in a tab of its own to see what is wrong.',
  );
}

function tooLarge(url: URL, bytes: number): never {
  return refuse(
    'value',
    `A model must have at most ${mostBytes / 1e9} GB`,
    `${url.pathname.split('/').at(-1)} has ${(bytes / 1e9).toFixed(2)} GB or more`,
    'Take a smaller variant, such as one in float16, or the command npx @ggem/lab, which has no such limit.',
  );
}

function brokenOff(url: URL, bytes: number): never {
  return refuse(
    'unavailable',
    'A file must come whole',
    `${url.host} broke off after ${bytes} bytes`,
    'Try again.',
  );
}

/** Refuses files that say in their first bytes that they are something else. */
function checkBegin(url: URL, bytes: Uint8Array): void {
  const begin = new TextDecoder('latin1').decode(bytes.subarray(0, 64)).trimStart();
  if (bytes.length === 0) noModel(url, 'an empty file');
  if (begin.startsWith('<')) noModel(url, 'a web page');
  if (begin.startsWith('{')) noModel(url, 'a JSON file');
  if (begin.startsWith('version https://git-lfs')) noModel(url, 'a pointer of Git LFS, not the file itself');
}

function noModel(url: URL, came: string): never {
  // Pages about a file, of Hugging Face and of GitHub, and the file itself.
  const file = url.href.replace(/\/blob\//, url.host === 'github.com' ? '/raw/' : '/resolve/');
  const fix =
    file === url.href ? 'Take the address of the file itself, as its download link has it.' : `Try ${file}`;
  return refuse('format', 'An ONNX file must be at the address', `${came} is there`, fix);
}

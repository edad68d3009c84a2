import { fileURLToPath } from 'node:url';

/** The top folder of this repository, wherever a script was started from. */
export const repository: string = fileURLToPath(new URL('../../../', import.meta.url));

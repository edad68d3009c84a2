import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The machine to look at. Tests describe other machines. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isProgram: (path: string) => boolean;
}

export const chromiumVariables: readonly string[] = ['CHROMIUM_PATH', 'CHROME_BIN'];

/** Path of an installed Chromium, Chrome or Edge, or undefined; a variable that names no program is an error. */
export function locateChromium(machine: Machine = thisMachine()): string | undefined {
  for (const name of chromiumVariables) {
    const path = machine.env[name];
    if (!path) continue;
    if (machine.isProgram(path)) return path;
    throw new Error(
      `${name} is set to ${path}, which is not a program. Set it to a Chromium or Chrome, or unset it.`,
    );
  }
  return usualPlaces(machine).find(machine.isProgram);
}

function usualPlaces({ platform, env }: Machine): string[] {
  switch (platform) {
    case 'darwin':
      return ['/Applications', join(env.HOME ?? homedir(), 'Applications')].flatMap((folder) =>
        ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
          (name) => `${folder}/${name}.app/Contents/MacOS/${name}`,
        ),
      );
    case 'win32':
      return [env.LOCALAPPDATA, env.PROGRAMFILES, env['PROGRAMFILES(X86)']]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) =>
          [
            'Chromium\\Application\\chrome.exe',
            'Google\\Chrome\\Application\\chrome.exe',
            'Microsoft\\Edge\\Application\\msedge.exe',
          ].map((place) => `${folder}\\${place}`),
        );
    default: {
      // These folders are added, since a service often runs with a short PATH.
      const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/usr/local/bin'];
      const names = [
        'chromium',
        'chromium-browser',
        'google-chrome',
        'google-chrome-stable',
        'microsoft-edge',
      ];
      return names.flatMap((name) => folders.map((folder) => join(folder, name)));
    }
  }
}

function thisMachine(): Machine {
  return { platform: process.platform, env: process.env, isProgram };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

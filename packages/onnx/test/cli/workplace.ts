import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { classTokenModel } from '../edit/models.ts';

/** A folder that is there for one test, with the class token model in it. */
export interface Workplace {
  folder: string;
  model: string;
  readonly at: (name: string) => string;
}

/** Makes the folder before each test of a file, and takes it away afterwards. */
export function workplace(): Workplace {
  const place: Workplace = { folder: '', model: '', at: (name) => join(place.folder, name) };
  beforeEach(() => {
    place.folder = mkdtempSync(join(tmpdir(), 'ggem-cli-'));
    place.model = place.at('vit.onnx');
    writeFileSync(place.model, classTokenModel());
  });
  afterEach(() => rmSync(place.folder, { recursive: true, force: true }));
  return place;
}

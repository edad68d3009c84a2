import type { FileRole } from './fileRole.ts';
import type { WorkspacePackage } from './workspace.ts';

/** The file, or the field of a package.json, that imports something. */
export interface Importer {
  readonly from: WorkspacePackage;
  readonly role: FileRole;
  /** Its path inside its package. */
  readonly path: string;
}

/** A rule that an import breaks. */
export interface BrokenRule {
  readonly rule: string;
  /** The end of the sentence `imports "x", but ...`. */
  readonly why: string;
}

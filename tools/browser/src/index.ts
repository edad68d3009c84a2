export {
  type BrowserProjectOptions,
  browserProject,
} from './browserProject.ts';
export { chromiumFlags } from './chromiumFlags.ts';
export { findChromium } from './findChromium.ts';
export { isolationHeaders } from './isolationHeaders.ts';
export { launchChromium } from './launchChromium.ts';
export { patience } from './patience.ts';

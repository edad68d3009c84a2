import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { rewriteScript } from './rewriteScript.ts';

/** Stands in for the path that the site will be served under, until the build is done. */
export const placeholderBase = '/__base__/';

/**
 * Makes a built site work under any path: pages point to one another relatively, and scripts learn where they are from
 * the page that loads them. VitePress itself wants to know the path when it builds.
 */
export async function makeRelocatable(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(html|js|css)$/.test(name));
  await Promise.all(
    files.map(async (name) => {
      const path = join(folder, name);
      const text = await readFile(path, 'utf8');
      if (!text.includes(placeholderBase)) return;
      await writeFile(path, rewrite(text, name));
    }),
  );
}

function rewrite(text: string, name: string): string {
  // `./` at the top, `../` one folder down.
  const top = `${relative(dirname(name), '.').split(sep).join('/') || '.'}/`;
  if (name.endsWith('.js')) return rewriteScript(text, placeholderBase);
  if (name.endsWith('.css')) return text.replaceAll(placeholderBase, top);
  return rewritePage(text, top);
}

function rewritePage(text: string, top: string): string {
  const learn = `<script>window.siteBase=new URL("${top}",location.href).pathname</script>`;
  // Makes links absolute, as the scripts write them, before the scripts compare both. Relative links would be wrong on the
  // next page, which is shown without a new load.
  const settle = `<script>for(const name of ["href","src"])for(const e of document.querySelectorAll("["+name+'^="."]'))e.setAttribute(name,new URL(e[name]).pathname+new URL(e[name]).hash);window.__VP_SITE_DATA__.base=window.siteBase</script>`;
  return (
    text
      .replace('<head>', `<head>${learn}`)
      .replace(`\\"base\\":\\"${placeholderBase}\\"`, '\\"base\\":\\"\\"')
      // VitePress adds these classes for the menu, which every page has, only after loading. The bar would move then.
      .replace('class="VPNavBar"', 'class="VPNavBar has-sidebar top"')
      .replace('</body>', `${settle}</body>`)
      .replaceAll(placeholderBase, top)
  );
}

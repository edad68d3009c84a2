import MagicString from 'magic-string';
import { parseSync, Visitor } from 'oxc-parser';

/** Puts `siteBase`, which the page sets, into every text of a script that holds the placeholder. */
export function rewriteScript(code: string, placeholder: string): string {
  const { program, errors } = parseSync('script.js', code);
  if (errors.length > 0) throw new Error(`docs: a built script could not be read: ${errors[0]!.message}`);
  const changed = new MagicString(code);
  const wrap = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    if (!code.slice(start, end).includes(placeholder)) return;
    changed.appendLeft(start, '(');
    changed.appendRight(end, `).replaceAll(${JSON.stringify(placeholder)},window.siteBase)`);
  };
  new Visitor({ Literal: wrap, TemplateLiteral: wrap }).visit(program);
  return changed.toString();
}

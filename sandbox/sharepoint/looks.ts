import { escapeHtml, html, type Answer } from '../base/exchange.js';

const style = `:root{color-scheme:light dark}*{box-sizing:border-box}body{margin:0;font:15px/1.5 "Segoe UI",system-ui,sans-serif;background:#f5f6f8;color:#1b1b1f}
header{background:#0b6a6e;color:#fff;padding:10px 24px;display:flex;gap:16px;align-items:baseline;flex-wrap:wrap}header a{color:#fff}header span{margin-left:auto;font-size:13px}
main{max-width:960px;margin:24px auto;background:#fff;padding:24px 28px;box-shadow:0 1px 6px #0002}h1{font-size:21px;font-weight:600;margin:0 0 12px;overflow-wrap:anywhere}nav{margin-bottom:14px;font-size:14px}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:600;font-size:13px;color:#555a64}td,th{padding:7px 10px 7px 0;border-bottom:1px solid #e4e6eb;overflow-wrap:anywhere}td.n{white-space:nowrap;text-align:right}
a{color:#0b5f8a}button,.button{font:inherit;padding:7px 20px;border:1px solid #0b6a6e;background:#0b6a6e;color:#fff;cursor:pointer;text-decoration:none;display:inline-block}button:focus-visible,a:focus-visible{outline:2px solid #111;outline-offset:2px}
.note{max-width:960px;margin:0 auto 24px;padding:0 28px;font-size:12.5px;color:#5a5d66}pre{white-space:pre-wrap;overflow-wrap:anywhere}img{max-width:100%}iframe{width:100%;height:70vh;border:0}input{font:inherit;padding:6px 8px;width:min(320px,100%)}textarea{font:inherit;width:100%}
@media(prefers-color-scheme:dark){body{background:#17181c;color:#f2f2f5}main{background:#24262c;box-shadow:none}td,th{border-color:#3b3e47}th,.note{color:#b3b7c2}a{color:#7cc4ea}}`;

export const raw = (text: string): { raw: string } => ({ raw: text });
/** Text with everything put in escaped, unless it is already markup. */
export const markup = (
  parts: TemplateStringsArray,
  ...values: (string | number | { raw: string } | { raw: string }[])[]
) =>
  raw(
    parts.reduce((text, part, i) => {
      const value = values[i - 1];
      const shown = Array.isArray(value)
        ? value.map((it) => it.raw).join('')
        : typeof value === 'object'
          ? value.raw
          : escapeHtml(String(value));
      return text + shown + part;
    }),
  );

interface PageOptions {
  title: string;
  content: { raw: string };
  who?: string;
  status?: number;
  headers?: Record<string, string | string[]>;
}
/** A page of the imitated SharePoint, saying so. */
export function page({ title, content, who, status = 200, headers = {} }: PageOptions): Answer {
  const top = markup`<header><b>Files</b>${who ? markup`<span>${who} · <a href="/sign-out">another account</a></span>` : raw('')}</header>`;
  return html(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head><body>${top.raw}<main>${content.raw}</main><p class="note">Imitation of OneDrive and SharePoint for trying and testing. Nothing leaves this machine.</p></body></html>`,
    status,
    {
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      ...headers,
    },
  );
}

export const sizeText = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1024 ** 2
      ? `${(bytes / 1024).toFixed(1)} KB`
      : `${(bytes / 1024 ** 2).toFixed(1)} MB`;

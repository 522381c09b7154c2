import sanitizeHtml from 'sanitize-html';

export interface HarmlessHtml {
  html: string;
  hasRemotePictures: boolean;
}
const length = [/^-?\d+(\.\d+)?(px|pt|em|rem|%)?$/, /^auto$/];
const notNegative = [/^(\d+(\.\d+)?(px|pt|em|rem|%)?\s*){1,4}$/, /^(auto|0)(\s+(auto|0|\d+(px|pt|em|%)))*$/];
const color = [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d.,%\s/]+\)$/i, /^[a-z]{3,20}$/i];
const word = [/^[a-z-]{2,30}$/i];
const border = [/^[\w.#%\s-]{1,60}$/, /^[\w.#%\s-]{0,40}rgba?\([\d.,%\s]+\)[\w\s-]{0,20}$/];

const styles = {
  color,
  'background-color': color,
  'font-family': [/^[\w\s,'"-]{1,200}$/],
  'font-size': [/^\d+(\.\d+)?(px|pt|em|rem|%)$/, ...word],
  'font-style': word,
  'font-weight': [/^\d{3}$/, ...word],
  'line-height': [/^\d+(\.\d+)?(px|pt|em|%)?$/, ...word],
  'text-align': word,
  'text-decoration': [/^[a-z\s-]{2,40}$/i],
  'text-transform': word,
  'vertical-align': word,
  'white-space': word,
  'list-style-type': word,
  direction: word,
  width: length,
  height: length,
  'max-width': length,
  padding: notNegative,
  'padding-left': notNegative,
  'padding-right': notNegative,
  'padding-top': notNegative,
  'padding-bottom': notNegative,
  margin: notNegative,
  'margin-left': notNegative,
  'margin-right': notNegative,
  'margin-top': notNegative,
  'margin-bottom': notNegative,
  border,
  'border-top': border,
  'border-bottom': border,
  'border-left': border,
  'border-right': border,
  'border-color': color,
  'border-collapse': word,
};
const attributes = ['align', 'valign', 'bgcolor', 'width', 'height', 'dir', 'lang', 'title', 'style'];
const picture = /^data:image\/(png|jpe?g|gif|webp|bmp);base64,[a-z0-9+/=\s]+$/i;

/**
 * The text of a mail without anything that acts: no script, no style sheet, no form, nothing placed over the page, no address but
 * https, mailto and its own pictures. `pictures` are the inline ones, by content id. Remote pictures stay named, for
 * the frame's policy to keep out until they are asked for.
 */
export function makeHarmless(html: string, pictures: ReadonlyMap<string, string> = new Map()): HarmlessHtml {
  let hasRemotePictures = false;
  const clean = sanitizeHtml(html, {
    allowedTags: [
      ...sanitizeHtml.defaults.allowedTags.filter((it) => it !== 'input'),
      ...['img', 'font', 'center', 'del', 'ins', 'strike', 'big', 'tt'],
    ],
    nonTextTags: [
      'style',
      'script',
      'textarea',
      'option',
      'noscript',
      'title',
      'template',
      'iframe',
      'object',
      'svg',
      'math',
    ],
    allowedAttributes: {
      '*': attributes,
      a: ['href', 'target', 'rel', 'name'],
      img: ['src', 'alt'],
      font: ['color', 'face', 'size'],
      table: ['border', 'cellpadding', 'cellspacing'],
      td: ['colspan', 'rowspan', 'nowrap'],
      th: ['colspan', 'rowspan', 'nowrap', 'scope'],
      ol: ['start', 'type'],
    },
    allowedSchemes: ['https', 'mailto'],
    allowedSchemesByTag: { img: ['https', 'data'] },
    allowedSchemesAppliedToAttributes: ['href', 'src'],
    allowProtocolRelative: false,
    allowedStyles: { '*': styles },
    transformTags: {
      a: (tagName, attribs) => ({
        tagName,
        attribs: { ...attribs, target: '_blank', rel: 'noopener noreferrer nofollow' },
      }),
      img: (tagName, { src = '', ...attribs }) => {
        const own = /^cid:/i.test(src) ? pictures.get(decode(src.slice(4)).toLowerCase()) : undefined;
        if (own) return { tagName, attribs: { ...attribs, src: own } };
        if (/^https:/i.test(src.trim())) {
          hasRemotePictures = true;
          return { tagName, attribs: { ...attribs, src: src.trim() } };
        }
        return { tagName, attribs: picture.test(src) ? { ...attribs, src } : attribs };
      },
    },
  });
  return { html: clean, hasRemotePictures };
}

/** What a person wrote in the composer: words, lists and links, and nothing that a paste may have brought along. */
export const writtenHtml = (html: string): string =>
  sanitizeHtml(html, {
    allowedTags: ['p', 'div', 'br', 'b', 'strong', 'i', 'em', 'u', 'a', 'ul', 'ol', 'li', 'blockquote'],
    allowedAttributes: { a: ['href'] },
    allowedSchemes: ['https', 'http', 'mailto'],
    allowProtocolRelative: false,
  });

/** Plain text as it was written, line by line. */
export const fromText = (text: string): HarmlessHtml => ({
  html: `<div style="white-space:pre-wrap">${sanitizeHtml(text, { allowedTags: [], disallowedTagsMode: 'escape' })}</div>`,
  hasRemotePictures: false,
});

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

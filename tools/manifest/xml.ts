import { parseStringPromise } from 'xml2js';

/** One element of a manifest, children in the order they stand in. Names come without prefix. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

interface Parsed {
  '#name': string;
  $?: Record<string, string>;
  $$?: Parsed[];
  _?: string;
}

/** Reads XML; throws with the parser's words when it is not well formed. */
export async function readXml(text: string): Promise<Element> {
  const root = (await parseStringPromise(text, {
    explicitRoot: false,
    explicitChildren: true,
    preserveChildrenOrder: true,
    xmlns: false,
  })) as Parsed;
  return toElement(root, 'OfficeApp');
}

const plain = (name: string) => name.replace(/^.*:/, '');

function toElement(it: Parsed, name = plain(it['#name'])): Element {
  const attributes = Object.fromEntries(
    Object.entries(it.$ ?? {}).map(([key, value]) => [key === 'xmlns' ? key : plain(key), value]),
  );
  return { name, attributes, text: (it._ ?? '').trim(), children: (it.$$ ?? []).map((child) => toElement(child)) };
}

export const child = (of: Element | undefined, name: string) => of?.children.find((it) => it.name === name);
export const all = (of: Element, name: string): Element[] =>
  of.children.flatMap((it) => [...(it.name === name ? [it] : []), ...all(it, name)]);

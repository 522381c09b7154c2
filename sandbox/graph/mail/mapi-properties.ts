import type { StoredMessage } from '../../tenant/mailboxes.js';

/** PS_INTERNET_HEADERS: where Exchange keeps a header that has no property of its own. */
const headerNamespace = '{00020386-0000-0000-c000-000000000046}';
const byHeader: Record<string, string> = {
  'in-reply-to': 'String 0x1042',
  references: 'String 0x1039',
  'list-unsubscribe': 'String 0x1045',
};
const sensitivities = ['normal', 'personal', 'private', 'company-confidential'];

/** One property of a message that Exchange made from its transport headers, by its id as it was asked for. */
export function headerProperty(it: StoredMessage, asked: string): { id: string; value: string } | undefined {
  const id = asked.toLowerCase().replace(/0x0*/g, '0x');
  const header = (name: string) => it.headers.find((h) => h.name.toLowerCase() === name)?.value;
  const named = id.startsWith(`string ${headerNamespace} name `) ? id.split(' name ')[1] : undefined;
  const own = Object.entries(byHeader).find(([, property]) => property.toLowerCase() === id)?.[0];
  const name = named ?? own;
  if (name) {
    const value = header(name);
    return value ? { id: own ? (byHeader[own] ?? asked) : asked, value } : undefined;
  }
  if (id !== 'integer 0x36') return undefined;
  const mark = sensitivities.indexOf((header('sensitivity') ?? 'normal').toLowerCase());
  return { id: 'Integer 0x36', value: String(Math.max(0, mark)) };
}

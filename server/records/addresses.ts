import { getDomain } from 'tldts';
import { remembered } from '../base/remembered.js';

/** The people of a mailbox come again and again. */
const addressesRemembered = 10_000;

/** Providers anybody can have an address at: such a domain says nothing about a company. The large ones by market share. */
const publicDomains = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'msn.com',
  'yahoo.com',
  'ymail.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'aol.com',
  'proton.me',
  'protonmail.com',
  'gmx.de',
  'gmx.net',
  'gmx.com',
  'web.de',
  't-online.de',
  'freenet.de',
  'mail.com',
  'mail.ru',
  'yandex.ru',
  'yandex.com',
  'qq.com',
  '163.com',
  '126.com',
  'sina.com',
  'naver.com',
  'daum.net',
  'hanmail.net',
  'libero.it',
  'virgilio.it',
  'orange.fr',
  'wanadoo.fr',
  'free.fr',
  'laposte.net',
  'sfr.fr',
  'seznam.cz',
  'wp.pl',
  'onet.pl',
  'o2.pl',
  'interia.pl',
  'bluewin.ch',
  'zoho.com',
  'fastmail.com',
  'hey.com',
  'comcast.net',
  'verizon.net',
  'att.net',
  'btinternet.com',
  'sky.com',
  'bigpond.com',
  'rediffmail.com',
  'uol.com.br',
  'bol.com.br',
  'terra.com.br',
]);

/** An address as it is compared: no case, domain in ASCII, plus-tags kept. Empty when it is none. */
export const normaliseAddress: (text: string) => string = remembered(addressesRemembered, (text) => {
  const match = /^\s*<?([^\s@<>]+)@([^\s@<>]+?)>?\s*$/.exec(text.normalize('NFC'));
  if (!match) return '';
  const host = toAscii(match[2] ?? '');
  return host ? `${(match[1] ?? '').toLowerCase()}@${host}` : '';
});

/** All addresses of a field that may hold several. */
export const addressesIn = (value: string): string[] => [
  ...new Set(
    value
      .split(/[,;\s]+/)
      .map(normaliseAddress)
      .filter(Boolean),
  ),
];

/** The registrable domain of an address or a website, or empty for a public provider and for what is no domain. */
export const companyDomain: (text: string) => string = remembered(addressesRemembered, (text) => {
  const host = text.includes('@')
    ? (normaliseAddress(text).split('@')[1] ?? '')
    : toAscii(
        text
          .trim()
          .replace(/^[a-z]+:\/\//i, '')
          .replace(/[/?#].*$/, ''),
      );
  const domain = host ? (getDomain(host) ?? '') : '';
  return isPublicDomain(domain) ? '' : domain;
});

/** A provider anybody can have an address at. */
export const isPublicDomain = (domain: string): boolean => publicDomains.has(domain);

/** The address without its plus-tag, or empty when it has none. */
export function withoutTag(address: string): string {
  const [local = '', host = ''] = address.split('@');
  const plus = local.indexOf('+');
  return plus > 0 ? `${local.slice(0, plus)}@${host}` : '';
}

/** A host name as it is compared: lower case, ASCII; empty when it is none. */
export function toAscii(host: string): string {
  const address = `http://${host.toLowerCase()}`;
  return URL.canParse(address) ? new URL(address).hostname : '';
}

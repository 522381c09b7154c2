import { alder, birch } from '../company.js';
import { pdf, png, xlsx } from '../documents.js';
import type { Address, Mail, MailAttachment } from '../mail/shapes.js';

/** A mail of the seed, and how long before the first start it came. */
export type SeedMail = Mail & { hoursAgo: number };

const person = (upn: string): Address => {
  const found = [...alder.people, ...birch.people].find((it) => it.userPrincipalName.startsWith(upn));
  return { name: found?.name ?? upn, address: found?.userPrincipalName ?? upn };
};
export const ada = person('ada');
export const ben = person('ben');
export const cleo = person('cleo');
export const dario = person('dario');
export const erin = person('erin');
export const info: Address = { name: 'Alder & Finch information', address: 'info@alderfinch.example' };

export const renewal = 'lumen-renewal';
export const sharedMessageId = '<market-brief-2026-11@harbourlight.example>';

export const paragraphs = (...lines: string[]) => lines.map((line) => `<p>${line}</p>`).join('');
export const signature = (name: string, company: string) =>
  `<p>Kind regards<br>${name}<br>${company}</p><p><img src="cid:logo" alt="${company}" width="120"></p>`;
export const logo: MailAttachment = {
  name: 'logo.png',
  contentType: 'image/png',
  bytes: png(120, 36, [36, 76, 140]),
  contentId: 'logo',
  isInline: true,
};
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const quotePdf = {
  name: 'Quote 2027-118.pdf',
  contentType: 'application/pdf',
  bytes: pdf('Quote 2027-118', [
    'Renewal of the service agreement for 2027',
    'Valid until 18 December 2026',
    'Total: EUR 84,200',
  ]),
};
export const prices = {
  name: 'Price list 2027.xlsx',
  contentType: workbook,
  bytes: xlsx([
    ['Service', 'Unit', 'Price'],
    ['Monitoring', 'site / month', '420'],
    ['On-site visit', 'day', '1,150'],
    ['Spare parts', 'year', '6,300'],
  ]),
};

import { ada, ben, cleo } from './company.js';
import { family } from './label.js';

/** Mail that machines send, mail about meetings, and people known only from mail that is already on a record. */

const bulk = family('bulk mail that the rules let in', '2026-10-16T08:00:00Z');
const isBulk = true;
for (const from of [
  'news@shopping.example',
  'offers@travel.example',
  'no-reply@bank.example',
  'digest@forum.example',
  'alerts@monitoring.example',
  'jobs@careers.example',
  'newsletter@gmail.com',
  'info@fair.example',
  'updates@software.example',
  'survey@research.example',
])
  bulk.add(`Newsletter of ${from}`, { from, isBulk });
bulk.add('Newsletter of a customer', { from: 'news@lumenworks.example', isBulk }, { lumen: 'medium' });
bulk.add('Newsletter of another', { from: 'letters@mail.harbourlight.example', isBulk }, { harbour: 'medium' });
bulk.add(
  'Greta is away until Monday',
  { from: 'greta.holm@nordkiste.example', isBulk },
  { greta: 'high', nordkiste: 'medium' },
);
bulk.add('The office is closed', { from: 'office@harbourlight.example', isBulk }, { harbour: 'medium' });
bulk.add('Ticket D-1042 was updated', { from: 'no-reply@tickets.example', isBulk }, { renewal: 'high' });
bulk.add('Your order ORD-778', { from: 'no-reply@shopping.example', isBulk });
bulk.add('Delivery failed', { from: 'postmaster@mail.alderfinch.example', isBulk });
bulk.add('University calendar', { from: 'events@nordtal-university.example', isBulk });

const meetings = family('calendar mail', '2026-10-17T08:00:00Z');
const isInvitation = true;
for (const [title, from, who, company] of [
  ['Invitation: Review', 'jana.novak@lumenworks.example', 'jana', 'lumen'],
  ['Accepted: Review', 'tomas.dvorak@lumenworks.example', 'tomas', 'lumen'],
  ['Declined: Visit', 'owen@harbourlight.example', 'owen', 'harbour'],
  ['Tentative: Visit', 'priya@harbourlight.example', 'priya', 'harbour'],
  ['Cancelled: Crates', 'greta.holm@nordkiste.example', 'greta', 'nordkiste'],
  ['New time proposed: Freight', 'noor.haddad@meridianfreight.example', 'noor', 'meridian'],
] as const)
  meetings.add(title, { from, isInvitation }, { [who]: 'high', [company]: 'medium' });
meetings.add('Invitation: Stand-up', { from: ben, to: [ada, cleo], isInvitation });
meetings.add('Accepted: the room', { from: 'room.oak@alderfinch.example', isInvitation });
meetings.add('Invitation: D-1077 kick-off', { from: ben, to: [ada, cleo], isInvitation }, { rollout: 'high' });
meetings.add(
  'Invitation to everybody',
  { to: [ben, 'jana.novak@lumenworks.example', 'zoe@elsewhere.example'], isInvitation },
  { jana: 'high', lumen: 'medium' },
);
meetings.add('Invitation of a webinar', { from: 'invite@webinars.example', isInvitation });
meetings.add('Accepted: from a private calendar', { from: 'kim.park@outlook.com', isInvitation }, { kim: 'high' });

const context = family('known from mail that is on a record', '2026-10-18T08:00:00Z');
const broker = 'lena@brokers.example';
const notary = 'notary@seal.example';
for (const title of ['Freight papers', 'Freight papers, part two', 'Insurance'])
  context.add(
    title,
    { from: 'noor.haddad@meridianfreight.example', cc: [broker] },
    { noor: 'high', meridian: 'medium' },
  );
for (const [title, from, who, company] of [
  ['Deed one', 'jana.novak@lumenworks.example', 'jana', 'lumen'],
  ['Deed two', 'greta.holm@nordkiste.example', 'greta', 'nordkiste'],
] as const)
  context.add(title, { from, cc: [notary] }, { [who]: 'high', [company]: 'medium' });
context.add('The notary alone serves many', { from: notary });
context.add('D-1100 terms', { from: broker }, { freight: 'high' });
context.add(
  'A guest in copy, once',
  { from: 'sofia.lindqvist@gmail.com', cc: ['guest@once.example'] },
  { sofia: 'high' },
);
context.add('Somebody who was there once', { from: 'guest@once.example' });

context.add(
  'The helper who wrote twice about one deal, now without its code',
  { from: 'helper@lonely.example' },
  { freight: 'low' },
);

// What no address, thread or code can tell.
const hard = family('what only a reader knows', '2026-10-19T08:00:00Z');
hard.add('Birthday of our daughters', { from: 'jana.novak@lumenworks.example' });
hard.add('Jana asked me to answer for her', { from: 'assistant@virtual.example' }, { jana: 'low' });
hard.add('Jana Novák via a mailing list', { from: 'builders@groups.example' }, { jana: 'low' });
hard.add('About the renewal of Lumen Works', { from: 'auditor@checks.example' }, { renewal: 'low' });
hard.add('Tomáš has a new company', { from: 'tomas@dvorak-consulting.example' }, { tomas: 'low' });
hard.add(
  'The rollout, without its code',
  { from: 'priya@harbourlight.example' },
  { priya: 'high', harbour: 'medium', rollout: 'low' },
);
hard.add('Our caterer works in the house of Harbour Light', { from: 'canteen@harbourlight.example' });
hard.add('A voice message of Greta', { from: 'voicemail@phone.example' }, { greta: 'low' });

export const byMachine = [bulk, meetings, context, hard].flatMap((it) => it.mails);

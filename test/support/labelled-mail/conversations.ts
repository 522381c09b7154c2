import { ada, ben, cleo } from './company.js';
import { family } from './label.js';

/** What a conversation and a code in the subject say; branches that leave the scope of a conversation; forwarded mail. */

const jana = 'jana.novak@lumenworks.example';
const greta = 'greta.holm@nordkiste.example';
const lawyer = 'counsel@brightlaw.example';
const surveyor = 'ines.prado@surveyors.example';

const codes = family('record codes', '2026-10-13T08:00:00Z');
for (const [subject, record] of [
  ['D-1042: signed', 'renewal'],
  ['[D-1042] Signed copy', 'renewal'],
  ['re: d-1042', 'renewal'],
  ['Renewal (D-1042)', 'renewal'],
  ['AW: WG: D-1042, dates', 'renewal'],
  ['Drawings for D-1077', 'rollout'],
  ['D-1077/3, third floor', 'rollout'],
  ['Order E-31, crates', 'engagement'],
  ['E-31', 'engagement'],
  ['your ref. D-1100.', 'freight'],
  ['"D-1100" confirmed', 'freight'],
  ['D-1042 D-1042', 'renewal'],
] as const)
  codes.add(subject, { from: surveyor }, { [record]: 'high' });
codes.add('D-1042 and D-1077 together', { from: surveyor }, { renewal: 'high', rollout: 'high' });
codes.add('Ben asks about D-1042', { from: ben, to: [ada] }, { renewal: 'high' });
codes.add('D-1042 from Jana', { from: jana }, { renewal: 'high', jana: 'high', lumen: 'medium' });
for (const subject of [
  'D-10421',
  'XD-1042',
  'D-1042a',
  'D 1042',
  'D1042',
  'ID-9999',
  'COVID-19 rules',
  'ISO-9001 audit',
  'A-4 paper',
  'Terminal E-31b',
  'UTF-8',
])
  codes.add(`About ${subject}`, { from: surveyor });
codes.add('N-500 is a code of two records', { from: surveyor }, { twiceDeal: 'low', twiceProject: 'low' });

for (const title of ['D-1100, the helper asks', 'D-1100, the helper asks again'])
  codes.add(title, { from: 'helper@lonely.example' }, { freight: 'high' });

const threads = family('conversations', '2026-10-14T08:00:00Z');
const inThread = (conversationId: string, ...references: string[]) => ({ conversationId, references });
const first = threads.add(
  'Renewal, first mail',
  { from: jana, conversationId: 't1' },
  { jana: 'high', lumen: 'medium' },
);
const second = threads.add('Re: Renewal', { to: [jana], ...inThread('t1', first) }, { jana: 'high', lumen: 'medium' });
threads.add(
  'Re: Renewal, from her private phone',
  { from: 'unknown.phone@lumenworks.example', ...inThread('t1', second) },
  { jana: 'high', lumen: 'medium' },
);
threads.add(
  'Re: Renewal, in another mailbox it is another conversation',
  { from: 'legal@lumenworks.example', ...inThread('t1-other', first, second) },
  { jana: 'high', lumen: 'medium' },
);
threads.add(
  'Re: Renewal, only references are left',
  { from: 'finance@lumenworks.example', ...inThread('', second) },
  { jana: 'high', lumen: 'medium' },
);
threads.add(
  'Re: Renewal, answered to a mail nobody here has',
  { from: 'finance@lumenworks.example', ...inThread('', '<lost@elsewhere.example>') },
  { lumen: 'medium' },
);

const rollout = threads.add('D-1077 floor plans', { from: surveyor, conversationId: 't2' }, { rollout: 'high' });
const plans = threads.add(
  'Re: floor plans (code lost)',
  { to: [surveyor], ...inThread('t2', rollout) },
  { rollout: 'high' },
);
threads.add(
  'Re: floor plans, her colleague answers',
  { from: 'rui@surveyors.example', ...inThread('t2', plans) },
  { rollout: 'high' },
);
threads.add(
  'Re: floor plans, the lawyer joins',
  { from: surveyor, cc: [lawyer], ...inThread('t2', plans) },
  { rollout: 'low' },
);
threads.add('Re: floor plans, the lawyer alone', { from: lawyer, ...inThread('t2', plans) }, { rollout: 'low' });
threads.add(
  'Re: floor plans, what do we think?',
  { from: ben, to: [ada], ...inThread('t2', plans) },
  { rollout: 'low' },
);
threads.add('Re: floor plans, the surveyor goes on', { from: surveyor, ...inThread('t2', plans) }, { rollout: 'high' });
threads.add(
  'Re: floor plans, with a customer of another record',
  { from: surveyor, cc: [greta], ...inThread('t2', plans) },
  { rollout: 'low', greta: 'high', nordkiste: 'medium' },
);

const office = threads.add(
  'Rooms in May',
  { from: 'office@harbourlight.example', cc: ['owen@harbourlight.example'], conversationId: 't3' },
  { owen: 'high', priya: 'low', harbour: 'medium' },
);
threads.add(
  'Re: Rooms in May',
  { to: ['office@harbourlight.example'], ...inThread('t3', office) },
  { owen: 'high', harbour: 'medium' },
);
const gossip = threads.add(
  'Crates in spring',
  { from: greta, conversationId: 't4' },
  { greta: 'high', nordkiste: 'medium' },
);
for (const [i, subject] of ['Can we afford this?', 'No.', 'Ask Cleo.'].entries())
  threads.add(
    `Re: Crates in spring. ${subject}`,
    { from: i === 1 ? ada : ben, to: [i === 1 ? ben : ada, cleo], ...inThread('t4', gossip) },
    { greta: 'low', nordkiste: 'low' },
  );
threads.add(
  'Re: Crates in spring, Greta again',
  { from: greta, ...inThread('t4', gossip) },
  { greta: 'high', nordkiste: 'medium' },
);
// The same subject is no conversation.
threads.add('Renewal, first mail', { from: surveyor, conversationId: 't5' });
threads.add('Re: Renewal', { from: lawyer, conversationId: 't6' });
threads.add('Re: Crates in spring', { from: surveyor, conversationId: 't7' });
const plain = threads.add('Keys for the surveyor', { from: surveyor, conversationId: 't8' });
threads.add('Re: Keys for the surveyor', { to: [surveyor], ...inThread('t8', plain) });
const gmail = threads.add(
  'Lamp for the hall',
  { from: 'sofia.lindqvist@gmail.com', conversationId: 't9' },
  { sofia: 'high' },
);
threads.add(
  'Re: Lamp for the hall, a stranger at her provider joins',
  { from: 'stranger@gmail.com', ...inThread('t9', gmail) },
  { sofia: 'low' },
);

const forwarded = family('forwarded mail', '2026-10-15T08:00:00Z');
for (const [subject, from] of [
  ['FW: Quote for Lumen Works', ben],
  ['WG: Angebot', cleo],
  ['TR: Devis', ben],
  ['Fwd: from Jana', cleo],
] as const)
  forwarded.add(`${subject}, by a colleague`, { from, subject });
forwarded.add('FW: D-1042 by a colleague', { from: ben }, { renewal: 'high' });
forwarded.add(
  'FW: crates, by a customer about another customer',
  { from: greta, subject: 'FW: from Lumen Works' },
  { greta: 'high', nordkiste: 'medium' },
);
forwarded.add('FW: by a stranger, from Jana', { from: surveyor, subject: 'FW: jana.novak@lumenworks.example wrote' });
forwarded.add(
  'FW: I send it on to a customer',
  { to: [jana], subject: 'FW: Crates' },
  { jana: 'high', lumen: 'medium' },
);
const original = forwarded.add('Offer', { from: jana, conversationId: 'f1' }, { jana: 'high', lumen: 'medium' });
forwarded.add('FW: Offer, to my lawyer', { to: [lawyer], ...inThread('f1', original) }, { jana: 'low', lumen: 'low' });
forwarded.add('FW: Offer, to Ben', { to: [ben], ...inThread('f1', original) }, { jana: 'low', lumen: 'low' });
forwarded.add(
  'FW: Offer, to a private address of mine',
  { to: ['ada.brandt@web.de'], ...inThread('f1', original) },
  { jana: 'low', lumen: 'low' },
);

export const byConversation = [codes, threads, forwarded].flatMap((it) => it.mails);

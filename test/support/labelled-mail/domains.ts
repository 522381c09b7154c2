import { ada, ben, cleo } from './company.js';
import { family } from './label.js';

/** What a domain says, and what it does not: companies, providers, our own, look-alikes, typos, and names that several share. */

const companies = family('unknown person of a known company', '2026-10-07T08:00:00Z');
for (const [address, account] of [
  ['marek.wolski@lumenworks.example', 'lumen'],
  ['accounts@lumenworks.example', 'lumen'],
  ['m.kral@support.lumenworks.example', 'lumen'],
  ['noreply@eu.mail.lumenworks.example', 'lumen'],
  ['hello@harbourlight.example', 'harbour'],
  ['reception@www.harbourlight.example', 'harbour'],
  ['drivers@meridianfreight.example', 'meridian'],
  ['customs@ops.meridianfreight.example', 'meridian'],
  ['lars@nordkiste.example', 'nordkiste'],
  ['büro@müller-bau.example', 'mueller'],
  ['lager@xn--mller-bau-q9a.example', 'mueller'],
  ['service@clairval.example', 'clairval'],
  ['ines@almeidapartners.co.uk', 'almeida'],
  ['LISBON@ALMEIDAPARTNERS.CO.UK', 'almeida'],
] as const)
  companies.add(`From ${address}`, { from: address }, { [account]: 'medium' });
for (const [address, account] of [
  ['new.hire@lumenworks.example', 'lumen'],
  ['billing@harbourlight.example', 'harbour'],
  ['tours@clairval.example', 'clairval'],
  ['peter@nordkiste.example', 'nordkiste'],
] as const)
  companies.add(`To ${address}`, { to: [address] }, { [account]: 'medium' });
companies.add(
  'Two companies in one mail',
  { from: 'lars@nordkiste.example', cc: ['service@clairval.example'] },
  { nordkiste: 'medium', clairval: 'medium' },
);
companies.add(
  'Sent from a private address about the company',
  { from: 'marek.wolski@gmx.de', subject: 'Lumen Works, my new phone' },
  { lumen: 'low' },
);

const providers = family('public mail domains', '2026-10-08T08:00:00Z');
for (const host of [
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'yahoo.com',
  'icloud.com',
  'gmx.de',
  'web.de',
  't-online.de',
  'proton.me',
  'libero.it',
  'orange.fr',
  'seznam.cz',
  'wp.pl',
  'bluewin.ch',
  'qq.com',
  'mail.ru',
  'aol.com',
  'me.com',
])
  providers.add(`A stranger at ${host}`, { from: `stranger.${host.length}@${host}` });
providers.add('Sofia, whom we know, at the same provider', { from: 'sofia.lindqvist@gmail.com' }, { sofia: 'high' });
providers.add('Kim, whom we know', { to: ['kim.park@outlook.com'] }, { kim: 'high' });
providers.add(
  'Luca and a stranger at his provider',
  { from: 'luca.bianchi@libero.it', cc: ['altro@libero.it'] },
  { luca: 'high' },
);
providers.add('Almost Sofia', { from: 'sofia.lindquist@gmail.com' });

const ours = family('our own side', '2026-10-09T08:00:00Z');
for (const [title, to] of [
  ['Lunch', [ada]],
  ['Minutes of the week', [ada, cleo]],
  ['About the Lumen Works renewal', [ada]],
  ['Holidays', [ada, 'dario@alderfinch.example']],
] as const)
  ours.add(title, { from: ben, to: [...to] });
ours.add('To a colleague who is also a person in Coherence', { to: ['dario@alderfinch.example'] });
ours.add('From that colleague', { from: 'dario@alderfinch.example' });
ours.add('To myself', { to: [ada] });
ours.add('From the scanner', { from: 'scanner@print.alderfinch.example' });
ours.add('From the intranet', { from: 'intranet@eu.alderfinch.example', to: [ada, ben] });
ours.add('In capitals', { from: 'BEN@ALDERFINCH.EXAMPLE' });
ours.add('With a plus-tag of my own', { from: 'ada+notes@alderfinch.example' });
ours.add(
  'A colleague writes to a customer',
  { from: ben, to: ['jana.novak@lumenworks.example'], cc: [ada] },
  { jana: 'high', lumen: 'medium' },
);
ours.add('A colleague writes to a stranger', { from: ben, to: ['stranger@unrelated.example'], cc: [ada] });

const alike = family('look-alikes and typos', '2026-10-10T08:00:00Z');
for (const address of [
  'jana.novak@lumenw0rks.example',
  'jana.novak@lumen-works.example',
  'jana.novak@lumenworks.example.evil.example',
  'jana.novak@lumenworks.com',
  'jana.novak@lumenworks-example.com',
  'jana.novak@xn--lumenwrks-1ib.example',
  'jana.novak@lumenwroks.example',
  'jana.novak@umenworks.example',
  'priya@harbour-light.example',
  'priya@harbourlight.co.uk',
  'greta.holm@nordkisten.example',
  'hugo@almeidapartners.com',
  'x@co.uk',
  'noor.haddad@gmail.co',
  'noor.haddad@gmail.com.example',
  'jana.novak@[192.0.2.7]',
  'ivo@goneaway.example',
])
  alike.add(`From ${address}`, { from: address });
for (const address of [
  'jana.novac@lumenworks.example',
  'jananovak@lumenworks.example',
  'jana.nowak@lumenworks.example',
])
  alike.add(`A typo or a namesake: ${address}`, { from: address }, { lumen: 'medium' });
alike.add('The customer in the display text only', {
  from: 'phisher@unrelated.example',
  subject: 'jana.novak@lumenworks.example shared a file',
});

const shared = family('one domain of two accounts', '2026-10-11T08:00:00Z');
for (const [who, truth] of [
  ['dean@law', 'law'],
  ['lab@physics', 'physics'],
  ['library', undefined],
  ['rector', undefined],
] as const) {
  const [local, host] = who.split('@');
  shared.add(
    `From ${who} of the university`,
    { from: `${local}@${host ? `${host}.` : ''}nordtal-university.example` },
    truth ? { [truth]: 'low' } : { physics: 'low', law: 'low' },
  );
}
shared.add('To the faculty office', { to: ['office@nordtal-university.example'] }, { physics: 'low', law: 'low' });

const ambiguous = family('one address of two people', '2026-10-12T08:00:00Z');
for (const title of ['Keys', 'Parking', 'Visit on Tuesday', 'Fire drill', 'Lift'])
  ambiguous.add(
    `${title}, from the office`,
    { from: 'office@harbourlight.example' },
    { priya: 'low', owen: 'low', harbour: 'medium' },
  );
ambiguous.add(
  'To the office',
  { to: ['office@harbourlight.example'] },
  { priya: 'low', owen: 'low', harbour: 'medium' },
);
ambiguous.add(
  'Owen signs, but writes from the office',
  { from: 'office@harbourlight.example', subject: 'Owen here: rooms' },
  { owen: 'low', harbour: 'medium' },
);
ambiguous.add(
  'Office and Owen himself',
  { from: 'office@harbourlight.example', cc: ['owen@harbourlight.example'] },
  { owen: 'high', priya: 'low', harbour: 'medium' },
);
for (const title of ['Milk', 'Hay', 'Eggs', 'Invoice for the farm'])
  ambiguous.add(`${title}, from the family`, { from: 'family@kellerhof.example' }, { rosa: 'low', emil: 'low' });

export const byDomain = [companies, providers, ours, alike, shared, ambiguous].flatMap((it) => it.mails);

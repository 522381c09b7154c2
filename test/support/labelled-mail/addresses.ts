import { ada, ben, cleo, records, type RecordName } from './company.js';
import { family, type LabelledMail } from './label.js';

/** Who a person is, by address: as sender and recipient, in any writing, with several addresses, with plus-tags. */

const home: Partial<Record<RecordName, RecordName>> = {
  jana: 'lumen',
  tomas: 'lumen',
  priya: 'harbour',
  owen: 'harbour',
  noor: 'meridian',
  greta: 'nordkiste',
  juergen: 'mueller',
  zoe: 'clairval',
  hugo: 'almeida',
};
const first = (name: RecordName): string => {
  const it = records[name];
  return 'addresses' in it ? (it.addresses[0] ?? '') : '';
};
const both = (person: RecordName): LabelledMail['belongs'] => {
  const company = home[person];
  return { [person]: 'high', ...(company ? { [company]: 'medium' } : {}) };
};
const known: RecordName[] = [
  'jana',
  'tomas',
  'priya',
  'owen',
  'noor',
  'greta',
  'juergen',
  'zoe',
  'dmitri',
  'sofia',
  'kim',
  'luca',
  'hugo',
  'acmeDesk',
];

const senders = family('known sender', '2026-10-01T08:00:00Z');
for (const it of known) senders.add(`A question from ${records[it].name}`, { from: first(it) }, both(it));
for (const it of known)
  senders.add(`Another from ${records[it].name}, to a colleague`, { from: first(it), to: [ben], cc: [ada] }, both(it));

const recipients = family('known recipient', '2026-10-02T08:00:00Z');
for (const it of known) recipients.add(`To ${records[it].name}`, { to: [first(it)] }, both(it));
for (const it of known.slice(0, 8))
  recipients.add(`Copy to ${records[it].name}`, { to: [ben], cc: [first(it)] }, both(it));
for (const it of known.slice(0, 5))
  recipients.add(`Blind copy to ${records[it].name}`, { to: [cleo], bcc: [first(it)] }, both(it));

const writings = family('case and unicode', '2026-10-03T08:00:00Z');
for (const [text, it] of [
  ['JANA.NOVAK@LUMENWORKS.EXAMPLE', 'jana'],
  ['Jana.Novak@LumenWorks.Example', 'jana'],
  [' jana.novak@lumenworks.example ', 'jana'],
  ['<jana.novak@lumenworks.example>', 'jana'],
  ['jürgen@xn--mller-bau-q9a.example', 'juergen'],
  ['JÜRGEN@MÜLLER-BAU.EXAMPLE', 'juergen'],
  ['ju\u0308rgen@mu\u0308ller-bau.example', 'juergen'],
  ['Jürgen@xn--MLLER-BAU-q9a.example', 'juergen'],
  ['zoe\u0308.e\u0301lan@clairval.example', 'zoe'],
  ['ZOË.ÉLAN@clairval.example', 'zoe'],
  ['ДМИТРИЙ@ПОЧТА.example', 'dmitri'],
  ['дмитрий@xn--80a1acny.example', 'dmitri'],
  ['Greta.HOLM@nordkiste.example', 'greta'],
  ['HUGO@AlmeidaPartners.CO.UK', 'hugo'],
] as const)
  writings.add(`Written as ${text}`, { from: text }, both(it));
// What looks alike and is somebody else.
writings.add('A Cyrillic а in the local part', { from: 'jаna.novak@lumenworks.example' }, { lumen: 'medium' });
writings.add('Zoe without her dots', { from: 'zoe.elan@clairval.example' }, { clairval: 'medium' });
writings.add('mueller-bau is another company', { from: 'jürgen@mueller-bau.example' });
writings.add('no address at all', { from: 'Jana Novák' });
writings.add('an Exchange address', { from: '/o=ExchangeLabs/ou=Group/cn=Recipients/cn=jana' });

const several = family('several addresses of one person', '2026-10-04T08:00:00Z');
for (const it of ['Numbers', 'Dates', 'Names', 'Rooms', 'Rates', 'Lists'])
  several.add(`${it}, from his short address`, { from: 't.dvorak@lumenworks.example' }, both('tomas'));
for (const it of ['Truck', 'Container', 'Customs', 'Pallets'])
  several.add(`${it}, from her private address`, { from: 'noor.haddad@gmail.com' }, { noor: 'high' });
several.add(
  'Both his addresses at once',
  { from: 't.dvorak@lumenworks.example', cc: ['tomas.dvorak@lumenworks.example'] },
  both('tomas'),
);
several.add(
  'Work and private at once',
  { to: ['noor.haddad@meridianfreight.example', 'noor.haddad@gmail.com'] },
  both('noor'),
);

const tags = family('plus-addresses', '2026-10-05T08:00:00Z');
tags.add('The desk by its own tag', { from: 'support+acme@helpdesk.example' }, { acmeDesk: 'high' });
tags.add('The other desk by its tag', { to: ['support+globex@helpdesk.example'] }, { globexDesk: 'high' });
tags.add('The tag in capitals', { from: 'Support+ACME@helpdesk.example' }, { acmeDesk: 'high' });
tags.add('A tag nobody has', { from: 'support+initech@helpdesk.example' });
tags.add('Without any tag it is neither desk', { from: 'support@helpdesk.example' });
for (const tag of ['quotes', 'crm', '2027', 'a+b'])
  tags.add(
    `Jana writes with the tag ${tag}`,
    { from: `jana.novak+${tag}@lumenworks.example` },
    { jana: 'medium', lumen: 'medium' },
  );
for (const tag of ['shop', 'news'])
  tags.add(`Sofia with the tag ${tag}`, { from: `sofia.lindqvist+${tag}@gmail.com` }, { sofia: 'medium' });
tags.add(
  'A shared mailbox with a tag',
  { from: 'office+rooms@harbourlight.example' },
  { priya: 'low', owen: 'low', harbour: 'medium' },
);
tags.add('A plus at the start is no tag', { from: '+jana.novak@lumenworks.example' }, { lumen: 'medium' });

const groups = family('several customers in one mail', '2026-10-06T08:00:00Z');
for (const [a, b] of [
  ['jana', 'priya'],
  ['greta', 'noor'],
  ['hugo', 'zoe'],
  ['sofia', 'kim'],
  ['luca', 'juergen'],
  ['owen', 'tomas'],
] as const)
  groups.add(
    `${records[a].name} writes, ${records[b].name} reads along`,
    { from: first(a), to: [ada, first(b)] },
    { ...both(a), ...both(b) },
  );
groups.add(
  'To everybody who was at the fair',
  { to: known.slice(0, 9).map(first) },
  Object.assign({}, ...known.slice(0, 9).map(both)) as LabelledMail['belongs'],
);
groups.add(
  'The same company twice',
  { from: first('jana'), cc: [first('tomas')] },
  { jana: 'high', tomas: 'high', lumen: 'medium' },
);
groups.add('A known one and a stranger', { from: first('greta'), cc: ['stranger@unrelated.example'] }, both('greta'));
groups.add(
  'A known one and a stranger of her company',
  { from: first('greta'), cc: ['lars@nordkiste.example'] },
  both('greta'),
);

export const byAddress = [senders, recipients, writings, several, tags, groups].flatMap((it) => it.mails);

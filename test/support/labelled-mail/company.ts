/*
 * The organisation whose mail is labelled: Alder & Finch, its records, and nobody real (RFC 2606). Some records are entered badly on
 * purpose, as in any company: an account with a mail provider's domain, a colleague among the people, one code twice.
 */
export interface LabelledRecord {
  module: 'people' | 'accounts' | 'deals' | 'projects';
  name: string;
  addresses?: string[];
  /** As somebody typed it into the account. */
  domains?: string[];
  code?: string;
  isGone?: boolean;
}
const person = (name: string, ...addresses: string[]): LabelledRecord => ({ module: 'people', name, addresses });
const account = (name: string, ...domains: string[]): LabelledRecord => ({ module: 'accounts', name, domains });
const deal = (name: string, code: string): LabelledRecord => ({ module: 'deals', name, code });

export const records = {
  jana: person('Jana Novák', 'jana.novak@lumenworks.example'),
  tomas: person('Tomáš Dvořák', 'tomas.dvorak@lumenworks.example', 't.dvorak@lumenworks.example'),
  priya: person('Priya Raman', 'priya@harbourlight.example', 'office@harbourlight.example'),
  owen: person('Owen Price', 'owen@harbourlight.example', 'office@harbourlight.example'),
  noor: person('Noor Haddad', 'noor.haddad@meridianfreight.example', 'noor.haddad@gmail.com'),
  greta: person('Greta Holm', 'greta.holm@nordkiste.example'),
  juergen: person('Jürgen Müller', 'jürgen@müller-bau.example'),
  zoe: person('Zoë Élan', 'zoë.élan@clairval.example'),
  dmitri: person('Дмитрий Волков', 'дмитрий@почта.example'),
  sofia: person('Sofia Lindqvist', 'sofia.lindqvist@gmail.com'),
  kim: person('Kim Park', 'kim.park@outlook.com'),
  luca: person('Luca Bianchi', 'luca.bianchi@libero.it'),
  hugo: person('Hugo Almeida', 'hugo@almeidapartners.co.uk'),
  acmeDesk: person('Acme service desk', 'support+acme@helpdesk.example'),
  globexDesk: person('Globex service desk', 'support+globex@helpdesk.example'),
  rosa: person('Rosa Keller', 'family@kellerhof.example'),
  emil: person('Emil Keller', 'family@kellerhof.example'),
  dario: person('Dario Rossi (colleague)', 'dario@alderfinch.example'),
  gone: { ...person('Left company', 'ivo@goneaway.example'), isGone: true },
  lumen: account('Lumen Works', 'lumenworks.example'),
  harbour: account('Harbour Light', 'https://www.harbourlight.example/about'),
  meridian: account('Meridian Freight', 'meridianfreight.example'),
  nordkiste: account('Nordkiste', 'nordkiste.example'),
  mueller: account('Müller Bau', 'müller-bau.example'),
  clairval: account('Clairval', 'clairval.example'),
  almeida: account('Almeida & Partners', 'www.almeidapartners.co.uk'),
  physics: account('Institute of Physics', 'nordtal-university.example'),
  law: account('Institute of Law', 'nordtal-university.example'),
  cornerShop: account('Corner shop', 'gmail.com'),
  ourselves: account('Alder & Finch', 'alderfinch.example'),
  renewal: deal('Lumen Works – Renewal 2027', 'D-1042'),
  rollout: deal('Harbour Light – Rollout', 'D-1077'),
  freight: deal('Meridian Freight – Service agreement', 'D-1100'),
  engagement: { module: 'projects', name: 'Harbour Light rollout 2026', code: 'E-31' },
  twiceDeal: deal('Nordkiste – Crates', 'N-500'),
  twiceProject: { module: 'projects', name: 'Nordkiste crates, delivery', code: 'N-500' },
} as const satisfies Record<string, LabelledRecord>;

export type RecordName = keyof typeof records;
export const ada = 'ada@alderfinch.example';
export const ben = 'ben@alderfinch.example';
export const cleo = 'cleo@alderfinch.example';

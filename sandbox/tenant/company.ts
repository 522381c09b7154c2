/*
 * The cast. Two organisations that must never meet, the customers who write to them, and what the first
 * one keeps in Coherence. Everything here is invented; the .example names can never be real (RFC 2606).
 */
export interface Person {
  id: string;
  name: string;
  userPrincipalName: string;
  jobTitle: string;
  role?: 'administrator';
  /** The language of the mailbox: Exchange names its folders in it. Default en-GB. */
  language?: 'en-GB' | 'de-DE' | 'fr-FR' | 'it-IT';
  /** Opens the pane for the first time and sees its introduction. */
  isNewToCoherence?: true;
}
/** A mailbox without a person: nobody signs in to it, some may open it, fewer may send from it. */
export interface SharedMailbox {
  tenantId: string;
  id: string;
  name: string;
  userPrincipalName: string;
  language?: Person['language'];
  /** Object ids of those with the right. */
  fullAccess: string[];
  sendAs: string[];
  sendOnBehalf: string[];
}
export interface DistributionList {
  tenantId: string;
  id: string;
  name: string;
  address: string;
  members: string[];
}
export interface Organisation {
  tenantId: string;
  name: string;
  domain: string;
  people: Person[];
  coherence: { apiKey: string; workspace: string };
  /** Enterprise with a premium directory, a small business without, or no organisation at all. */
  plan: 'premium' | 'business' | 'personal';
}

export const alder: Organisation = {
  tenantId: '5a1c7e0e-1f6b-4f3c-9b64-0c1d6a7e2f01',
  name: 'Alder & Finch',
  domain: 'alderfinch.example',
  people: [
    {
      id: '0d7f5b0c-6a51-4b6e-8f5e-1a2b3c4d5e01',
      name: 'Ada Brandt',
      userPrincipalName: 'ada@alderfinch.example',
      jobTitle: 'Sales lead',
    },
    {
      id: '0d7f5b0c-6a51-4b6e-8f5e-1a2b3c4d5e02',
      name: 'Ben Okafor',
      userPrincipalName: 'ben@alderfinch.example',
      jobTitle: 'Account manager',
    },
    {
      id: '0d7f5b0c-6a51-4b6e-8f5e-1a2b3c4d5e03',
      name: 'Cleo Martin',
      userPrincipalName: 'cleo@alderfinch.example',
      jobTitle: 'IT administrator',
      role: 'administrator',
    },
    {
      id: '0d7f5b0c-6a51-4b6e-8f5e-1a2b3c4d5e04',
      name: 'Dario Rossi',
      userPrincipalName: 'dario@alderfinch.example',
      jobTitle: 'Project lead',
      language: 'it-IT',
      isNewToCoherence: true,
    },
  ],
  coherence: { apiKey: 'sk_live_alderfinch0000000000000000', workspace: 'Alder & Finch' },
  plan: 'premium',
};

export const birch: Organisation = {
  tenantId: '7b2d8f1f-2a7c-4a4d-8c75-1d2e7b8f3a02',
  name: 'Birchway',
  domain: 'birchway.example',
  people: [
    {
      id: '1e8a6c1d-7b62-4c7f-9a6f-2b3c4d5e6f01',
      name: 'Erin Walsh',
      userPrincipalName: 'erin@birchway.example',
      jobTitle: 'Partner',
    },
  ],
  coherence: { apiKey: 'sk_live_birchway000000000000000000', workspace: 'Birchway' },
  plan: 'business',
};

/** Everybody's own accounts live in this one tenant of Microsoft's; it is nobody's organisation. */
export const consumers: Organisation = {
  tenantId: '9188040d-6c67-4c5b-b112-36a304b66dad',
  name: 'Outlook.com',
  domain: 'outlook.example',
  people: [
    {
      id: '00000000-0000-0000-6c1f-3d5e7a9b1c01',
      name: 'Nina Falk',
      userPrincipalName: 'nina.falk@outlook.example',
      jobTitle: '',
    },
  ],
  coherence: { apiKey: 'sk_live_falkstudio0000000000000000', workspace: 'Falk Studio' },
  plan: 'personal',
};

export const organisations = [alder, birch, consumers];
/** Who has an account of their own, and no organisation. */
export const isConsumer = (tenantId: string | undefined): boolean => tenantId === consumers.tenantId;

const [ada, ben, cleo, dario] = alder.people.map((it) => it.id) as [string, string, string, string];
export const sharedMailboxes: SharedMailbox[] = [
  {
    tenantId: alder.tenantId,
    id: '0d7f5b0c-6a51-4b6e-8f5e-1a2b3c4d5e20',
    name: 'Alder & Finch information',
    userPrincipalName: 'info@alderfinch.example',
    fullAccess: [ada, ben],
    sendAs: [ada],
    sendOnBehalf: [dario],
  },
];
/** Everybody in an organisation's directory who has a mailbox: its people, then the shared mailboxes. */
export const accountsOf = ({ tenantId, people }: Organisation): Person[] => [
  ...people,
  ...sharedMailboxes
    .filter((it) => it.tenantId === tenantId)
    .map(({ id, name, userPrincipalName, language }) => ({
      id,
      name,
      userPrincipalName,
      jobTitle: '',
      ...(language ? { language } : {}),
    })),
];
export const isNamed = ({ id, userPrincipalName }: Person, key: string): boolean =>
  id === key || userPrincipalName.toLowerCase() === key.toLowerCase();

export const distributionLists: DistributionList[] = [
  {
    tenantId: alder.tenantId,
    id: '0d7f5b0c-6a51-4b6e-8f5e-1a2b3c4d5e30',
    name: 'Sales team',
    address: 'sales@alderfinch.example',
    members: alder.people.filter((it) => [ada, ben].includes(it.id)).map((it) => it.userPrincipalName),
  },
  {
    tenantId: alder.tenantId,
    id: '0d7f5b0c-6a51-4b6e-8f5e-1a2b3c4d5e31',
    name: 'Everybody',
    address: 'everybody@alderfinch.example',
    members: [
      'sales@alderfinch.example',
      ...alder.people.filter((it) => [cleo, dario].includes(it.id)).map((it) => it.userPrincipalName),
    ],
  },
];

/** Our product's registration at the imitated Entra: one application is both the pane's client and the API. */
export const application = {
  clientId: '3c9f2a44-58f0-4a53-9d0e-6f1b2c3d4e5f',
  clientSecret: 'not-a-secret-outside-this-machine',
  name: 'Coherence for Microsoft 365',
  apiScope: 'access_as_user',
  /** The permissions of Graph that the registration names; asked together with its own. */
  graphScopes: ['User.Read', 'Mail.ReadWrite', 'MailboxSettings.ReadWrite', 'Files.ReadWrite'],
};

/** The OAuth app that the product has at Coherence. */
export const coherenceApp = {
  clientId: 'cid_coherence_for_microsoft_365',
  clientSecret: 'cs_secret_not_a_secret_outside_this_machine',
};

/** People who write from outside; `known` ones are in Coherence (see records.ts of the stand-in). */
export const outsiders = {
  jana: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
  tomas: { name: 'Tomáš Dvořák', address: 'tomas.dvorak@lumenworks.example' },
  priya: { name: 'Priya Raman', address: 'priya@harbourlight.example' },
  marek: { name: 'Marek Wolski', address: 'marek.wolski@lumenworks.example' }, // unknown person, known domain
  sofia: { name: 'Sofia Lindqvist', address: 'sofia.lindqvist@gmail.com' }, // unknown, public domain
  office: { name: 'Harbour Light office', address: 'office@harbourlight.example' }, // one address on two people
} as const;

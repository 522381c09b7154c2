import { outsiders } from '../company.js';
import { pdf } from '../documents.js';
import { ada, ben, cleo, dario, erin, sharedMessageId, paragraphs, signature, logo, type SeedMail } from './cast.js';

const { jana, priya } = outsiders;

/** What came before: markup that must stay harmless, other scripts, long subjects, mail between colleagues. */
export const earlier = (): SeedMail[] => [
  {
    hoursAgo: 74,
    from: jana,
    to: [ada],
    subject: 'Minutes of our meeting',
    isRead: true,
    conversation: 'lumen-minutes',
    attachments: [
      {
        name: 'Minutes.pdf',
        contentType: 'application/pdf',
        bytes: pdf('Minutes', ['Present: Jana Novak, Ada Brandt', 'Agreed: renewal for 2027']),
      },
      logo,
    ],
    html: paragraphs('Dear Ada,', 'please find the minutes attached.') + signature('Jana Novák', 'Lumen Works'),
  },
  {
    hoursAgo: 98,
    from: cleo,
    to: [ada, ben, dario],
    subject: 'Coherence in Outlook is ready for you',
    isRead: true,
    importance: 'high',
    html: paragraphs(
      'Hello,',
      'from today you find the Coherence button above every mail. Open a mail, choose the button, and file it to the right record.',
      'Tell me if anything is unclear.',
      'Cleo',
    ),
  },
  {
    hoursAgo: 120,
    from: { name: 'יעל כהן', address: 'yael@shalevsystems.example' },
    to: [ada],
    subject: 'הצעת מחיר לשנת 2027',
    isRead: true,
    html: '<div dir="rtl"><p>שלום עדה,</p><p>אשמח לקבל הצעת מחיר.</p></div>',
  },
  {
    hoursAgo: 121,
    from: priya,
    to: [ada],
    subject:
      'Rollout plan for the three sites, including the changes that the landlord of building C asked for last week and that we still have to agree with the insurers before the end of the quarter',
    isRead: true,
    html: paragraphs('Hi Ada,', 'the long story is in the subject. Can we talk on Monday?', 'Priya'),
  },
  {
    hoursAgo: 145,
    from: { name: 'Harbour Light market brief', address: 'brief@harbourlight.example' },
    to: [ada, erin],
    subject: 'Market brief, November',
    isRead: true,
    internetMessageId: sharedMessageId,
    html: paragraphs('Dear partners,', 'the brief for November: prices for spare parts rise by four per cent.'),
  },
  {
    hoursAgo: 146,
    from: ada,
    to: [jana],
    cc: [ben],
    subject: 'Our call on Thursday',
    conversation: 'lumen-quote',
    html: paragraphs('Dear Jana,', 'thank you for your time. I am looking forward to your quote.', 'Ada'),
  },
  {
    hoursAgo: 170,
    from: { name: 'Noor Haddad', address: 'noor.haddad@meridianfreight.example' },
    to: [ada],
    subject: 'Delivery window next week',
    isRead: true,
    html: paragraphs('Hello,', 'we can deliver on Tuesday between 8 and 11.', 'Noor'),
  },
  {
    hoursAgo: 190,
    from: { name: 'Amélie Fournier', address: 'amelie.fournier@clairval.example' },
    to: [ada],
    subject: 'Contrat de maintenance',
    isRead: true,
    html: paragraphs(
      'Bonjour Ada,',
      'nous avons bien reçu votre offre et reviendrons vers vous la semaine prochaine.',
      'Amélie',
    ),
  },
  {
    hoursAgo: 200,
    from: { name: 'Greta Holm', address: 'greta.holm@nordkiste.example' },
    to: [ben],
    cc: [ada],
    subject: 'Complaint about the last visit',
    isRead: true,
    html: paragraphs('Hello Ben,', 'unfortunately the last visit did not go as agreed. Please call me.', 'Greta Holm'),
  },
  {
    hoursAgo: 216,
    from: { name: 'Accounts, Lumen Works', address: 'accounts@lumenworks.example' },
    to: [ada],
    subject: 'Payment advice 4471',
    isRead: true,
    html: paragraphs('Dear supplier,', 'we have paid invoice 4471 today.'),
  },
  {
    hoursAgo: 240,
    from: dario,
    to: [ada],
    subject: 'Handover of the Harbour Light project',
    isRead: true,
    html: paragraphs('Ada,', 'I wrote down where we are with D-1077; the rest by phone.', 'Dario'),
  },
  {
    hoursAgo: 262,
    from: { name: 'Building management', address: 'desk@canalhouse.example' },
    to: [ada, ben, cleo, dario],
    subject: 'Fire alarm test on Wednesday',
    isRead: true,
    html: paragraphs('Dear tenants,', 'the fire alarm is tested on Wednesday at 9:00.'),
  },
  {
    hoursAgo: 300,
    from: { name: 'Hugo Almeida', address: 'hugo@almeidapartners.example' },
    to: [ada],
    subject: 'Reference for your work',
    isRead: true,
    html: paragraphs('Dear Ada,', 'happy to serve as a reference. Use my number.', 'Hugo'),
  },
];

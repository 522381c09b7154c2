import { alder, birch, outsiders } from './company.js';
import { pdf, png, xlsx } from './documents.js';
import type { Address, Mail, Mailboxes } from './mailboxes.js';

/*
 * The post of the last weeks. Each mail is here for a reason: a known address, a record code, a thread, an
 * unknown person at a known domain, an address two people share, bulk mail, markup that must stay harmless.
 */
const person = (upn: string): Address => {
  const found = [...alder.people, ...birch.people].find((it) => it.userPrincipalName.startsWith(upn));
  return { name: found?.name ?? upn, address: found?.userPrincipalName ?? upn };
};
const ada = person('ada');
const ben = person('ben');
const cleo = person('cleo');
const dario = person('dario');
const erin = person('erin');
const { jana, tomas, priya, marek, sofia, office } = outsiders;

const paragraphs = (...lines: string[]) => lines.map((line) => `<p>${line}</p>`).join('');
const signature = (name: string, company: string) =>
  `<p>Kind regards<br>${name}<br>${company}</p><p><img src="cid:logo" alt="${company}" width="120"></p>`;
const logo = {
  name: 'logo.png',
  contentType: 'image/png',
  bytes: png(120, 36, [36, 76, 140]),
  contentId: 'logo',
  isInline: true,
};
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const quotePdf = {
  name: 'Quote 2027-118.pdf',
  contentType: 'application/pdf',
  bytes: pdf('Quote 2027-118', [
    'Renewal of the service agreement for 2027',
    'Valid until 18 December 2026',
    'Total: EUR 84,200',
  ]),
};
const prices = {
  name: 'Price list 2027.xlsx',
  contentType: workbook,
  bytes: xlsx([
    ['Service', 'Unit', 'Price'],
    ['Monitoring', 'site / month', '420'],
    ['On-site visit', 'day', '1,150'],
    ['Spare parts', 'year', '6,300'],
  ]),
};

export const sharedMessageId = '<market-brief-2026-11@harbourlight.example>';

export function seedMail(mailboxes: Mailboxes, now: Date): void {
  for (const { hoursAgo, ...mail } of mails())
    mailboxes.deliver({ ...mail, sentDateTime: new Date(now.getTime() - hoursAgo * 3600_000).toISOString() });
}

function mails(): (Mail & { hoursAgo: number })[] {
  const renewal = 'lumen-renewal';
  return [
    {
      hoursAgo: 1.2,
      from: jana,
      to: [ada],
      cc: [ben],
      subject: 'Quote for the renewal',
      conversation: 'lumen-quote',
      attachments: [quotePdf, prices, logo],
      html:
        paragraphs(
          'Dear Ada,',
          'thank you for the call on Thursday. Attached are the quote as we discussed it and our current price list.',
          'Could you let me know by Friday whether the spare parts should be part of the agreement? Tomáš will look after the technical side.',
        ) + signature('Jana Novák', 'Lumen Works'),
    },
    {
      hoursAgo: 3.5,
      from: priya,
      to: [ada],
      subject: 'Site visit on the 9th',
      conversation: 'harbour-visit',
      html: paragraphs(
        'Hi Ada,',
        'the 9th works for us. Please bring the new floor plans; our facility team will join from 10:00.',
        'Best,<br>Priya',
      ),
    },
    {
      hoursAgo: 5,
      from: tomas,
      to: [ada, ben],
      subject: 'Re: [D-1042] Open questions before we sign',
      conversation: renewal,
      inReplyTo: '<renewal-2@alderfinch.example>',
      html: paragraphs(
        'Hello both,',
        'two points are still open on our side: response times at the weekend, and who keeps the spare parts.',
        'Could we settle them this week?',
        'Tomáš',
      ),
    },
    {
      hoursAgo: 7,
      from: marek,
      to: [ada],
      subject: 'Introducing myself',
      html: paragraphs(
        'Dear Ms Brandt,',
        'I have taken over purchasing at Lumen Works from this month. I would be glad to have a short call about the running agreements.',
        'Marek Wolski<br>Head of Purchasing',
      ),
    },
    {
      hoursAgo: 22,
      from: sofia,
      to: [ada],
      subject: 'Question about your services',
      html: paragraphs(
        'Hello,',
        'a friend recommended you. We run a small studio and look for somebody to look after our equipment. Could you tell me what that would cost?',
        'Sofia Lindqvist',
      ),
    },
    {
      hoursAgo: 24,
      from: office,
      to: [ada],
      cc: [dario],
      subject: 'Keys for building C',
      html: paragraphs(
        'Hello,',
        'the keys for building C are at the front desk from tomorrow.',
        'Harbour Light office',
      ),
    },
    {
      hoursAgo: 26,
      from: dario,
      to: [ada, ben, cleo],
      subject: 'Team lunch on Friday',
      isRead: true,
      html: paragraphs('Hi all,', 'who joins on Friday? I would book the place by the canal.', 'Dario'),
    },
    {
      hoursAgo: 28,
      from: { name: 'Industry Weekly', address: 'news@industryweekly.example' },
      to: [ada],
      subject: 'This week: what changes for maintenance contracts in 2027',
      isRead: true,
      headers: [
        { name: 'List-Unsubscribe', value: '<https://industryweekly.example/leave>' },
        { name: 'Precedence', value: 'bulk' },
      ],
      html: '<h2>Industry Weekly</h2><p>Five things to know about maintenance contracts next year.</p><p><a href="https://industryweekly.example/leave">Unsubscribe</a></p>',
    },
    {
      hoursAgo: 46,
      from: priya,
      to: [ada],
      cc: [dario],
      subject: 'Floor plans and photographs',
      attachments: [
        {
          name: 'Floor plans.pdf',
          contentType: 'application/pdf',
          bytes: Buffer.concat([pdf('Floor plans', ['Buildings A to C']), Buffer.alloc(6 * 1024 * 1024, '%PLAN ')]),
        },
        {
          name: 'photo.jpg',
          contentType: 'image/jpeg',
          bytes: Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(3000, 1)]),
        },
        {
          name: 'photo.jpg',
          contentType: 'image/jpeg',
          bytes: Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(3200, 2)]),
        },
        { name: 'notes.txt', contentType: 'text/plain', bytes: Buffer.alloc(0) },
      ],
      html: paragraphs(
        'Hi Ada,',
        'here are the plans of all three buildings and two photographs of the plant room.',
        'Priya',
      ),
    },
    {
      hoursAgo: 50,
      from: ben,
      to: [tomas],
      cc: [ada],
      subject: 'Re: [D-1042] Open questions before we sign',
      conversation: renewal,
      internetMessageId: '<renewal-2@alderfinch.example>',
      inReplyTo: '<renewal-1@lumenworks.example>',
      isRead: true,
      html: paragraphs(
        'Hello Tomáš,',
        'thanks for the list. I answered in the document; the two points about response times I would like to discuss.',
        'Ben',
      ),
    },
    {
      hoursAgo: 54,
      from: tomas,
      to: [ben],
      cc: [ada],
      subject: '[D-1042] Open questions before we sign',
      conversation: renewal,
      internetMessageId: '<renewal-1@lumenworks.example>',
      isRead: true,
      attachments: [
        {
          name: 'Open questions.txt',
          contentType: 'text/plain',
          bytes: Buffer.from('1. Response times\n2. Spare parts\n3. Contact at the weekend\n'),
        },
      ],
      html: paragraphs('Hello Ben,', 'attached is the list of what is open before we can sign.', 'Tomáš'),
    },
    {
      hoursAgo: 70,
      from: { name: '<b>Not bold</b><script>alert(1)</script>', address: 'trouble@badactor.example' },
      to: [ada],
      subject: 'Invoice <img src=x onerror=alert(1)> "quoted" & more',
      isRead: true,
      attachments: [
        {
          name: '"><script>alert(1)</script>.txt',
          contentType: 'text/html',
          bytes: Buffer.from('<script>alert(1)</script>'),
        },
        { name: '..\\..\\windows\\system32.txt', contentType: 'text/plain', bytes: Buffer.from('path') },
      ],
      html: '<p onclick="alert(1)">Please <a href="javascript:alert(1)">click here</a>.</p><script>window.top.hacked = true</script><iframe src="javascript:alert(2)"></iframe><img src="https://tracker.badactor.example/pixel.png" onerror="window.top.hacked=true"><svg onload="window.top.hacked=true"></svg>',
    },
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
      html: paragraphs(
        'Hello Ben,',
        'unfortunately the last visit did not go as agreed. Please call me.',
        'Greta Holm',
      ),
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
    {
      hoursAgo: 2,
      from: { name: 'Owen Price', address: 'owen@harbourlight.example' },
      to: [erin],
      subject: 'Draft agreement',
      html: paragraphs('Dear Erin,', 'please have a look at the draft.', 'Owen'),
    },
    {
      hoursAgo: 9,
      from: jana,
      to: [erin],
      subject: 'Second opinion',
      html: paragraphs('Dear Erin,', 'could you advise us on an agreement?', 'Jana'),
    },
  ];
}

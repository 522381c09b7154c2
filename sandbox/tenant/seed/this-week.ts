import { outsiders } from '../company.js';
import { pdf } from '../documents.js';
import {
  ada,
  ben,
  cleo,
  dario,
  erin,
  renewal,
  paragraphs,
  signature,
  logo,
  quotePdf,
  prices,
  type SeedMail,
} from './cast.js';

const { jana, tomas, priya, marek, sofia, office } = outsiders;

/** The last three days: a quote, a thread, an unknown person at a known domain, an address two people share. */
export const thisWeek = (): SeedMail[] => [
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
    html: paragraphs('Hello,', 'the keys for building C are at the front desk from tomorrow.', 'Harbour Light office'),
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

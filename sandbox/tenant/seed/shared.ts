import { outsiders } from '../company.js';
import { info, paragraphs, type SeedMail } from './cast.js';

const { jana, priya } = outsiders;

/** The post of the mailbox that several people look after. */
export const sharedMailboxPost = (): SeedMail[] => [
  {
    hoursAgo: 6,
    from: jana,
    to: [info],
    subject: 'Who is responsible for our invoices?',
    html: paragraphs(
      'Hello,',
      'our accounts department asks where to send questions about your invoices.',
      'Jana Novák',
    ),
  },
  {
    hoursAgo: 30,
    from: { name: 'Rosa Klein', address: 'rosa.klein@web.de' },
    to: [info],
    subject: 'Opening hours',
    html: paragraphs('Hello,', 'are you open between the holidays?', 'Rosa Klein'),
  },
  {
    hoursAgo: 52,
    from: priya,
    to: [info],
    cc: [{ name: 'Harbour Light office', address: 'office@harbourlight.example' }],
    subject: 'General enquiry',
    isRead: true,
    html: paragraphs('Dear team,', 'is there a list of your services that I may hand on?', 'Priya'),
  },
  {
    hoursAgo: 51,
    from: info,
    to: [priya],
    subject: 'Re: General enquiry',
    html: paragraphs('Dear Priya,', 'you find our services in the attached list.', 'Alder & Finch'),
  },
];

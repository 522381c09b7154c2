import { joinLinksIn, sameness } from '../../../contract/join-links.js';
import {
  openInCalendar,
  writeTo,
  type AppointmentForm,
  type OpenAppointment,
  type Place,
} from '../../office/appointment.js';
import { t } from '../../text/meeting-text.js';
import { addTeams, type ApplyNeeds } from './apply.js';
import { withoutLinks } from './body.js';
import type { Finding, Fix } from './doctor.js';
import { valuesOf } from './Findings.js';

type Needs = Pick<ApplyNeeds, 'api' | 'form' | 'read' | 'teamsKey'>;

/** Puts right what was found. In the organizer's form through Outlook alone; a guest asks the organizer, in a message they send themselves. */
export async function carryOut(fix: Fix, finding: Finding, needs: Needs): Promise<void> {
  const { form } = needs;
  const now = await needs.read();
  switch (fix.kind) {
    case 'keepLink':
      await dropLinks(now, form, fix.drop.map(sameness));
      return;
    case 'addTeams':
      await addTeams(now, needs);
      return;
    case 'moveTo':
      await form.setTime(fix.start, fix.end);
      return;
    case 'bookRoom': {
      const text = now.places.find((it) => it.kind === 'custom' && it.name === fix.instead);
      if (text) await form.removePlace(text);
      await form.addPlace({ kind: 'room', ...fix.room });
      return;
    }
    case 'open':
      openInCalendar(fix.id);
      return;
    case 'askOrganizer':
      if (now.organizer)
        writeTo(
          now.organizer,
          t('ask.subject', { subject: now.subject }),
          paragraph(t(`ask.${finding.code}`, valuesOf(finding))),
        );
  }
}

async function dropLinks(now: OpenAppointment, form: AppointmentForm, dropped: string[]): Promise<void> {
  const drop = joinLinksIn(now.html, ...now.places.map((it) => it.name)).filter((it) => dropped.includes(sameness(it)));
  const isDropped = ({ name }: Place) => joinLinksIn(name).some((it) => dropped.includes(sameness(it)));
  for (const place of now.places) if (isDropped(place)) await form.removePlace(place);
  await form.setHtml(withoutLinks(now.html, drop));
}
const paragraph = (text: string): string => `<p>${text.replace(/[&<>]/g, (it) => `&#${it.charCodeAt(0)};`)}</p>`;

import { jana, zone, type BookingWorld } from '../../support/booking.js';

/** What a meeting begins with, from a mail or a record, and what is said where something is not allowed. */
export function whatItBeginsWith(at: BookingWorld): void {
  const prepare = (subject: string, caller = at.ada) => {
    const { restId, graph } = caller.message(subject);
    const people = (list: typeof graph.toRecipients, role: 'to' | 'cc') =>
      (list ?? []).map(({ emailAddress: it }) => ({ role, address: it?.address ?? '', name: it?.name ?? '' }));
    const from = graph.from?.emailAddress;
    return caller.call('POST /bookings/prepare', {
      body: {
        mail: {
          messageId: restId,
          subject: graph.subject ?? '',
          participants: [
            { role: 'from', address: from?.address ?? '', name: from?.name ?? '' },
            ...people(graph.toRecipients, 'to'),
            ...people(graph.ccRecipients, 'cc'),
          ],
        },
        record: jana,
      },
    });
  };

  test('M38 M106 from a mail: who wrote is required, copies are optional, oneself is the organizer, the subject is that of the mail', async () => {
    const start = await prepare('Quote for the renewal');
    expect(start.organizer.address).toBe(at.ada.person.userPrincipalName);
    expect(start.people[0]).toMatchObject({ address: 'jana.novak@lumenworks.example', kind: 'required' });
    expect(start.people.map((it) => it.address)).not.toContain(at.ada.person.userPrincipalName);
    expect(start).toMatchObject({ subject: 'Quote for the renewal', timeZone: zone, record: { id: 'rec_jana' } });
    for (const help of [start.calendar, start.schedules, start.rooms, start.teams])
      expect(help).toEqual({ isAvailable: true });
  });

  test('R-59 a link to join that stands in the mail is found', async () => {
    const html = '<p>Join us: <a href="https://lumen.zoom.us/j/987654321?pwd=x&amp;from=addon">here</a></p>';
    at.world.sandbox.tenants.deliver({
      from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
      to: [{ name: 'Ada Brandt', address: at.ada.person.userPrincipalName }],
      subject: 'Shall we talk by Zoom?',
      html,
    });
    const start = await prepare('Shall we talk by Zoom?');
    expect(start.joinLink).toEqual({ url: 'https://lumen.zoom.us/j/987654321?pwd=x&from=addon', provider: 'Zoom' });
  });

  test('M38 from a record its person is invited', async () => {
    const start = await at.ada.call('POST /bookings/prepare', { body: { record: jana } });
    expect(start.people).toEqual([{ address: 'jana.novak@lumenworks.example', name: 'Jana Novák', kind: 'required' }]);
    expect(start.subject).toBe('Jana Novák');
  });

  test('M40 without Teams in the licence it is said before anything is booked', async () => {
    at.world.sandbox.behaviour.calendar.withoutTeams = [at.ada.person.id];
    const { teams } = await at.ada.call('POST /bookings/prepare', { body: { record: jana } });
    expect(teams).toMatchObject({ isAvailable: false, reason: 'licence' });
  });

  test('M36 M37 whoever allowed nothing is told what is missing, with Microsoft’s page for it', async () => {
    const erin = await at.world.as('Erin');
    const start = await erin.call('POST /bookings/prepare', { body: {} });
    expect(start.calendar).toMatchObject({ isAvailable: false, reason: 'permission' });
    expect(start.calendar.allowUrl).toContain('Calendars.ReadWrite');
    await expect(
      erin.call('POST /bookings/times', { body: { people: [], minutes: 30, timeZone: zone } }),
    ).rejects.toMatchObject({ problem: { code: 'consent_required' } });
  });
}

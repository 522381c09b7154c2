import { attendee } from '../support/calendar.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { openCalendar, signInBrowser } from '../support/settings-page.js';
import type { CalendarDesk } from '../support/followed-calendar.js';

/** Joining from the record and from the calendar, when it is time. In the world of calendar.e2e. */
export function testJoining(of: () => CalendarDesk): void {
  test('M42 M31 on the record and in the calendar Join is there from a quarter of an hour before, and leads to Teams; who takes part is linked', async () => {
    const { world, browser, ada, mine } = of();
    const minute = 60_000;
    const at = (ms: number) => ({ dateTime: new Date(ms).toISOString().slice(0, 19), timeZone: 'UTC' });
    const begins = Date.now() + 40 * minute;
    await mine.outlook.create({
      subject: 'Call with Lumen',
      start: at(begins),
      end: at(begins + 30 * minute),
      attendees: [attendee('jana.novak@lumenworks.example')],
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
    });
    await mine.sync();
    const page = await browser.open({ width: 320 });
    await signInBrowser(page, world, ada);
    const join = page.getByRole('link', { name: 'Join Call with Lumen' });
    const today = new Date(begins).toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' });
    const places = [
      async () => {
        await openCalendar(page, world, `#/agenda/${today}`);
        await page
          .getByRole('button', { name: /Call with Lumen/ })
          .first()
          .waitFor();
      },
      async () => {
        await page.goto('about:blank');
        await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana#meetings`);
        await page.getByRole('tab', { name: 'Meetings' }).click();
        await page
          .getByRole('region', { name: 'To come' })
          .getByRole('button', { name: /Call with Lumen/ })
          .waitFor();
      },
    ];
    for (const show of places) {
      await page.clock.setFixedTime(begins - 16 * minute);
      await show();
      expect(await join.count()).toBe(0);
      await page.clock.setFixedTime(begins - 15 * minute);
      await show();
      await join.waitFor();
      expect(await join.getAttribute('href')).toMatch(/^https:\/\/teams\.microsoft\.com\/l\/meetup-join\//);
      expect(await join.getAttribute('rel')).toContain('noopener');
    }
    await screenshot(page, 'record-meetings-join-320');
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page
      .getByRole('region', { name: 'To come' })
      .getByRole('button', { name: /Call with Lumen/ })
      .click();
    const shown = page.getByRole('dialog');
    await shown
      .getByRole('listitem')
      .filter({ hasText: 'jana.novak@lumenworks.example' })
      .getByRole('link', { name: /Jana Nov/ })
      .first()
      .waitFor();
    await shown.getByRole('link', { name: 'Join Call with Lumen' }).waitFor();
    await page.context().close(); // its clock stands still
  });
}

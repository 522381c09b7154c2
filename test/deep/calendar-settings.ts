import { keysOf } from '../support/keys.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { boxesBeyondPage, settingsUrl, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';
import type { CalendarDesk } from '../support/followed-calendar.js';

/** Settings > Integrations > Calendar, by keys alone. In the world of calendar-series.e2e. */
export function testSettings(of: () => CalendarDesk): void {
  test('M29 U-05 a second calendar is followed and let go by keys; one that may only be read takes no new events; at 320 px, in the dark', async () => {
    const { world, browser, ada, mine } = of();
    const made = await mine.outlook.ask<{ id: string }>('POST', '/me/calendars', {
      name: 'Second calendar',
      color: 'lightGreen',
    });
    const page = await browser.open({ width: 320, height: 640, colorScheme: 'dark' });
    await signInBrowser(page, world, ada);
    const keys = keysOf(page);
    await until(
      async () => (await mine.account()).calendars.map((it) => it.id),
      (ids) => ids.includes(made.body.id), // the list is asked for at most every half minute
    );
    await page.goto(settingsUrl(world, '#/integrations/calendar'));
    await page.getByRole('group', { name: 'Calendars to follow' }).waitFor();
    const readOnly = (await mine.account()).calendars.find((it) => !it.canEdit);
    await page.getByRole('checkbox', { name: new RegExp(`^${readOnly?.name ?? ''}.*You can read it`) }).waitFor();
    const primary = page.getByRole('combobox', { name: 'New events go to' });
    expect(await primary.locator('option').allTextContents()).not.toContainEqual(
      expect.stringContaining(readOnly?.name ?? ''),
    );
    await screenshot(page, 'calendar-settings-320-dark');
    expect(await boxesBeyondPage(page)).toEqual([]);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    const saved = async (isFollowed: boolean) => {
      await keys.press(/^button Save and follow/);
      await until(
        async () => (await mine.account()).settings.calendars.includes(made.body.id),
        (it) => it === isFollowed,
      );
    };
    await keys.toggle(/^checkbox Second calendar/);
    await saved(true);
    await page.getByRole('checkbox', { name: /^Second calendar.*Up to date · 0 events/ }).waitFor({ timeout: 120_000 });
    await keys.toggle(/^checkbox Second calendar/);
    await saved(false);
    await mine.settled();
    await page.getByRole('checkbox', { name: /^Calendar.*Up to date/ }).waitFor();

    // What somebody saved in another window is not overwritten.
    await mine.save((settings) => {
      settings.takesDeclined = true;
    });
    await keys.toggle(/^checkbox All-day events/);
    await keys.press(/^button Save and follow/);
    await page.getByText(/These settings were changed meanwhile/).waitFor();
    expect((await mine.account()).settings).toMatchObject({ takesDeclined: true, takesAllDay: true });
    await page.getByRole('button', { name: 'Try again' }).click();
    await until(
      () => page.getByRole('checkbox', { name: 'Events you declined' }).isChecked(),
      (it) => it,
    );
    await mine.save((settings) => {
      settings.takesDeclined = false;
    });
    await mine.settled();
    await browser.leave(page);
  });
}

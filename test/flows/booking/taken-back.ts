import { lying } from '../../support/compose.js';
import { until } from '../../support/until.js';
import {
  book,
  leftOfBooking,
  look,
  nextTime,
  nothing,
  plan,
  refused,
  settled,
  undo,
  type BookingWorld,
} from '../../support/booking.js';

/** All of it or nothing: what is taken back, refused or given up leaves nothing behind. */
export function howItIsTakenBack(at: BookingWorld): void {
  test('M106 undo takes everything back, at any point; twice is once', async () => {
    const planned = await plan(at.ada, { ...(await nextTime(at.ada, { skip: 12 })), subject: 'Taken back' });
    await book(at.ada, planned);
    expect((await settled(at.ada, planned)).state).toBe('booked');
    await Promise.all([undo(at.ada, planned), undo(at.ada, planned)]);
    expect(
      (
        await until(
          () => look(at.ada, planned),
          (it) => it.state === 'undone',
        )
      ).state,
    ).toBe('undone');
    expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(nothing);
    expect((await undo(at.ada, planned)).state).toBe('undone');
  });

  test('M106 undo while it is made: nobody was invited, nothing is left', async () => {
    const planned = await plan(at.ada, { ...(await nextTime(at.ada, { skip: 12 })), subject: 'Too late' });
    const hold = at.world.sandbox.faults.add({ service: 'graph', method: 'POST', path: '/events$', holdAfter: true });
    await book(at.ada, planned);
    await at.world.sandbox.faults.reached(hold);
    await undo(at.ada, planned);
    at.world.sandbox.faults.release(hold);
    expect((await settled(at.ada, planned)).state).toBe('undone');
    expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(nothing);
    expect(lying(at.ben, 'Too late')).toEqual([]);
  });

  test('M38 a wrong address is said at its field before anything goes out, one Microsoft refuses takes all of it back', async () => {
    const time = await nextTime(at.ada, { skip: 17 });
    const wrong = { people: [{ address: 'nobody@nowhere', kind: 'required' as const }] };
    await expect(plan(at.ada, { ...time, ...wrong })).rejects.toMatchObject(
      refused('invalid_request', 'people', /not an email address/),
    );
    at.world.sandbox.faults.add({
      service: 'graph',
      method: 'PATCH',
      path: '/events/',
      answer: { status: 400, code: 'ErrorInvalidRecipients', message: 'At least one recipient is not valid.' },
    });
    const planned = await plan(at.ada, { ...time, subject: 'Refused' });
    await book(at.ada, planned);
    expect(await settled(at.ada, planned)).toMatchObject({ state: 'failed', problem: { field: 'people' } });
    expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(nothing);
  });

  test('M106 what Microsoft does not answer for ten minutes is given up whole, as long as nobody was invited', async () => {
    const planned = await plan(at.ada, { ...(await nextTime(at.ada, { skip: 18 })), subject: 'Given up' });
    at.world.sandbox.faults.add({
      service: 'graph',
      method: 'GET',
      path: '/events/',
      times: 0,
      answer: { status: 503 },
    });
    await book(at.ada, planned);
    await until(
      () => look(at.ada, planned),
      (it) => it.problem !== undefined,
    );
    await at.world.server!.database.executeSql(
      `update booking set wished_at = now() - interval '11 minutes', next_attempt_at = null where id = $1`,
      [planned.id],
    );
    await until(
      async () =>
        (await at.world.server!.database.executeSql('select state from booking where id = $1', [planned.id])).rows,
      (rows) => (rows[0] as { state: string } | undefined)?.state === 'failing',
    );
    at.world.sandbox.faults.clear();
    await at.world.server!.database.executeSql('update booking set next_attempt_at = null where id = $1', [planned.id]);
    expect(await settled(at.ada, planned)).toMatchObject({
      state: 'failed',
      problem: { code: 'upstream_unavailable' },
    });
    expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(nothing);
  });
}

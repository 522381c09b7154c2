import { lacksOf } from './settings.js';

const calendar = (providers: string[], owner = 'ada@alder.example') => ({
  owner_address: owner,
  online_providers: providers,
});
const row = (tenant: string) => ({ tenant_id: tenant, address: 'ada@alder.example' });

test('M29 M40 a personal account is told that rooms, schedules of others and Teams are not there', () =>
  expect(lacksOf(row('9188040d-6c67-4c5b-b112-36a304b66dad'), [calendar(['teamsForBusiness'])])).toEqual([
    'rooms',
    'schedules',
    'teams',
  ]));

test('M40 an account at work without Teams is told so; calendars of others do not count', () => {
  expect(lacksOf(row('t'), [calendar(['teamsForBusiness']), calendar([])])).toEqual([]);
  expect(lacksOf(row('t'), [calendar([]), calendar(['teamsForBusiness'], 'ben@alder.example')])).toEqual(['teams']);
  expect(lacksOf(row('t'), [])).toEqual([]);
});

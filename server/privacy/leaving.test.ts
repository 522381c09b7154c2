import { personalTenant } from '../base/principal.js';
import { pagesOf } from './leaving.js';

test('M99 a work account is led to My Apps, My Account and Entra; a personal one to its own page', () => {
  expect(pagesOf('5a1c7e0e-1f6b-4f3c-9b64-0c1d6a7e2f01').map((it) => it.url)).toEqual([
    'https://myapps.microsoft.com',
    'https://myaccount.microsoft.com',
    expect.stringMatching(/^https:\/\/entra[.]microsoft[.]com\//),
  ]);
  expect(pagesOf(personalTenant).map((it) => it.url)).toEqual(['https://account.live.com/consent/Manage']);
});

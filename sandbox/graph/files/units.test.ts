import { unitsOf } from './units.js';

test.each([
  ['GET', '/drives/d/items/i', '', 1],
  ['GET', '/drives/d', '', 1],
  ['GET', '/drives/d/items/i/content', '', 1],
  ['GET', '/drives/d/items/i/delta', 'token=abc', 1],
  ['GET', "/drives/d/items/i/delta(token='abc')", '', 1],
  ['GET', '/drives/d/items/i/delta', '', 2],
  ['GET', '/drives/d/items/i/children', '', 2],
  ['POST', '/drives/d/items/i/children', '', 2],
  ['PUT', '/drives/d/missing/i/name/content', '', 2],
  ['DELETE', '/drives/d/items/i', '', 2],
  ['GET', '/drives/d/items/i/permissions', '', 5],
  ['POST', '/drives/d/items/i/invite', '', 5],
  ['POST', '/drives/d/items/i/createLink', '', 5],
  ['GET', '/drives/d/items/i', '$expand=permissions', 5],
  ['GET', '/users/u/messages', '', 0],
])('%s %s?%s costs %i resource units', (method, path, query, units) => {
  expect(unitsOf(method, path, new URLSearchParams(query))).toBe(units);
});

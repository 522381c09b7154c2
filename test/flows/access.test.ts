import { testAccess } from '../support/access-flows.js';
import { testViewing } from '../support/access-viewing.js';
import { databasesOf } from '../support/depth.js';

describe.each(databasesOf('postgres'))('on %s', (kind) => {
  describe('access follows the record', () => testAccess(kind));
  describe('looking changes no permission', () => testViewing(kind));
});

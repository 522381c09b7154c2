import { testAccess } from '../support/access-flows.js';
import { testViewing } from '../support/access-viewing.js';

describe('access follows the record on embedded', () => testAccess('embedded'));
describe('looking changes no permission, on embedded', () => testViewing('embedded'));

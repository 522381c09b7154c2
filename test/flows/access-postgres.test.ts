import { testAccess } from '../support/access-flows.js';
import { testViewing } from '../support/access-viewing.js';

describe('access follows the record on postgres', () => testAccess('postgres'));
describe('looking changes no permission, on postgres', () => testViewing('postgres'));
